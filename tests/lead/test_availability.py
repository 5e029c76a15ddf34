"""The database is away or busy: a quick, honest answer with another way to reach us."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from lead.api.patience import reachability
from lead.models import Lead
from tests.lead.conftest import Answer, form, post

GREETINGS = {"id": "Halo", "en": "Hello"}


def _assert_sorry(answer: Answer, number: str = "") -> None:
    assert answer.status_code == 503
    body = answer.json()
    assert body["code"] == "unavailable"
    assert body["whatsapp_url"].startswith(f"https://wa.me/{number}")
    link = urlsplit(body["whatsapp_url"])
    assert parse_qs(link.query)["text"][0].startswith(GREETINGS[answer.headers["Content-Language"]])
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"


@contextmanager
def _held_by_somebody_else(sql: str) -> Iterator[None]:
    """Another connection runs `sql` in a transaction that stays open inside the block."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            held.set()
            done.wait(timeout=20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(timeout=10)
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_locked_database_is_told_within_three_seconds(committed: str, settings: Settings) -> None:
    settings.WHATSAPP_NUMBER = "+62800000002"
    post(Client(), form(city="Warm"))
    lock = {
        "sqlite": "DELETE FROM lead_requestcounter",
        "postgresql": "LOCK TABLE lead_lead IN ACCESS EXCLUSIVE MODE",
    }
    with _held_by_somebody_else(lock[connection.vendor]):
        before = time.monotonic()
        answer = post(Client(), form())
        waited = time.monotonic() - before
    _assert_sorry(answer, "62800000002")
    assert waited < 3
    assert post(Client(), form()).status_code == 201


def test_the_connection_is_given_back_with_its_own_waiting_time(committed: str) -> None:
    def waiting_time() -> object:
        setting = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}
        with connection.cursor() as cursor:
            cursor.execute(setting[connection.vendor])
            return cursor.fetchone()

    before = waiting_time()
    assert post(Client(), form()).status_code == 201
    assert post(Client(), b"not json").status_code == 400
    assert waiting_time() == before


def test_a_connection_that_takes_too_long_to_give_back_is_replaced(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lead.api.patience.RESTORE_SECONDS", 0)
    assert [post(Client(), form()).status_code for _ in range(2)] == [201, 201]


def test_a_database_that_is_away_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    settings.WHATSAPP_NUMBER = "+62800000003"

    def refuse(*args: object) -> None:
        raise OperationalError("connection refused: password=secret")

    monkeypatch.setattr(connection, "cursor", refuse)
    _assert_sorry(post(client, form()), "62800000003")


def test_while_it_is_away_one_request_at_a_time_waits_for_it(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lead.api.patience.AWAY_SECONDS", 600)
    tries: list[None] = []

    def refuse() -> None:
        tries.append(None)
        assert not reachability.may_try(), "two at a time"
        raise OperationalError("connection refused")

    def answers() -> list[int]:
        return [post(Client(), form()).status_code for _number in range(3)]

    with monkeypatch.context() as away:
        away.setattr("lead.api.patience._shorten_waiting", refuse)
        for looks in (1, 2):
            reachability._away_until = time.monotonic()  # the last look was long ago
            assert answers() == [503] * 3
            assert len(tries) == looks
    assert answers() == [503] * 3
    reachability._away_until = time.monotonic()
    assert answers() == [201] * 3


@pytest.mark.django_db
def test_what_the_database_says_is_not_told(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import IntegrityError

    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError("Key (phone_whatsapp)=(+6281234567890) already exists.")

    monkeypatch.setattr("lead.api.submission.announce", fail)
    answer = post(client, form())
    _assert_sorry(answer)
    assert not Lead.objects.exists()
    assert "81234567890" not in caplog.text
    assert "81234567890" not in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("id", "Formulir belum dapat diterima saat ini"),
        ("en", "The form cannot be received right now"),
    ],
)
@pytest.mark.django_db
def test_the_refusal_is_in_the_language_of_the_request(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("lead.api.submission.announce", fail)
    answer = post(client, form(), **{"accept-language": language})
    _assert_sorry(answer)
    assert answer.json()["title"] == title


@pytest.mark.django_db
def test_without_a_site_nothing_is_promised(client: Client) -> None:
    Site.objects.all().delete()
    _assert_sorry(post(client, form()))
