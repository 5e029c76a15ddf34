"""`manage.py person` does what the page does."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lead.models import Lead, LeadActivity
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("person", *arguments, stdout=out)
    return out.getvalue()


def test_show_prints_everything_and_notes_it() -> None:
    lead = make_lead()
    shown = json.loads(run("show", "0812-3456-7890"))
    assert shown["leads"][0]["answers"]["reference"] == lead.reference
    assert LeadActivity.objects.get().kind == "disclosed"


def test_the_person_is_asked_for_where_a_shell_would_remember(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_lead()
    monkeypatch.setattr("builtins.input", lambda _prompt: "0812-3456-7890")
    assert len(json.loads(run("show", "-"))["leads"]) == 1


def test_erase_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    make_lead()
    monkeypatch.setattr("builtins.input", lambda _prompt: "y")
    with pytest.raises(CommandError, match="Nothing was erased"):
        run("erase", "0812-3456-7890")
    assert Lead.objects.count() == 1
    monkeypatch.setattr("builtins.input", lambda _prompt: "yes")
    assert json.loads(run("erase", "0812-3456-7890"))["leads"] == 1


def test_erase_says_what_was_reached() -> None:
    make_lead()
    assert json.loads(run("erase", "--yes", "+62 812 3456 7890"))["leads"] == 1
    assert json.loads(run("erase", "--yes", "+62 812 3456 7890"))["leads"] == 0


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(CommandError, match="neither"):
        run("erase", "--yes", "Ibu")
