"""`manage.py lead_health`, as people and monitors use it."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from fanout.models import Channel, Heartbeat
from lead.health import checks
from lead.management.commands import lead_health
from tests.lead.health.conftest import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_roles_work(db: None) -> None:
    for role in Heartbeat.Role.values:
        Heartbeat.objects.beat(role, "here:1")


def run(*args: str) -> str:
    output = StringIO()
    call_command("lead_health", *args, stdout=output)
    return output.getvalue()


def failing(*args: str) -> tuple[str, CommandError]:
    output = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("lead_health", *args, stdout=output)
    return output.getvalue(), caught.value


def test_the_tables_say_what_the_page_says(settings: Settings) -> None:
    Channel.objects.create(name="CRM", recipients="a@example.com")
    counted(4)
    counted(7, "invalid")
    shown = run()
    for expected in ("Promises", "Forms by hour", "Forms by day", "CRM", "here:1", "100%", "kept"):
        assert expected in shown
    assert len(run("--all").splitlines()) > len(shown.splitlines()) + 50


def test_json_holds_every_hour_day_check_and_channel() -> None:
    Channel.objects.create(name="CRM", recipients="a@example.com")
    counted(3)
    counted(1, "repeated")
    answer: dict[str, Any] = json.loads(run("--json"))
    assert (len(answer["hours"]), len(answer["days"])) == (48, 30)
    assert answer["hours"][-1] == answer["days"][-1] | {"start": answer["hours"][-1]["start"]}
    assert answer["days"][-1]["accepted"] == 3
    assert answer["days"][-1]["success_rate"] == 1
    assert answer["days"][0]["success_rate"] is None
    assert set(answer["checks"]) == {"failures", "duration", "waiting", "success"}
    assert not any(check["is_broken"] for check in answer["checks"].values())
    assert [channel["name"] for channel in answer["fanout"]["channels"]] == ["CRM"]
    assert answer["problems"] == []


def test_a_broken_promise_is_a_failure_that_monitors_see() -> None:
    counted(50)
    counted(50, "failed", took=5000)
    shown, error = failing()
    assert "broken" in shown
    assert error.returncode == 1
    assert "50.0% failed within 5 min" in str(error)
    assert "p95 over 1000 ms" in str(error)


def test_so_is_a_silent_process_also_as_json() -> None:
    Heartbeat.objects.filter(role="relay").delete()
    shown, error = failing("--json")
    assert json.loads(shown)["problems"] == ["relay: no sign of life"]
    assert "relay" in str(error)


def test_a_time_in_which_everything_failed_is_no_kept_promise() -> None:
    counted(3, "failed", at=timezone.now() - timedelta(days=2))
    promise = json.loads(run("--json"))["checks"]["success"]
    assert (promise["value"], promise["is_broken"]) == (0, True)
    row = next(line for line in run().splitlines() if "30 days" in line)
    assert "0%" in row
    assert "broken" in row


def test_the_success_of_thirty_days_alone_calls_nobody_and_the_help_says_so() -> None:
    counted(3, "failed", at=timezone.now() - timedelta(days=2))
    assert json.loads(run("--json"))["problems"] == []
    assert "last 30 days is shown, but changes no exit status" in lead_health.Command.help


def test_a_database_that_does_not_answer_is_named_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away() -> checks.Health:
        raise OperationalError("no route to 10.1.2.3")

    monkeypatch.setattr(lead_health, "health", away)
    shown, error = failing()
    assert (shown, error.returncode) == ("", 2)
    assert str(error) == "The database does not answer (OperationalError)."
