"""The same submission, sent again, changes nothing and gives the first answer."""

import uuid

import pytest
from django.test import Client
from pytest_django import Settings

from fanout.models import Channel, Delivery
from lead.models import Lead, RequestCounter
from tests.lead.conftest import Send, form, post

pytestmark = pytest.mark.django_db


def test_second_submit_with_same_key_returns_first_answer(send: Send, channel: Channel) -> None:
    key = str(uuid.uuid4())
    first, second = send(key=key), send(key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Lead.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_the_same_key_with_other_answers_is_refused(send: Send) -> None:
    send(key="the-key")
    answer = send(form(city="Medan"), key="the-key")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Lead.objects.count() == 1


def test_another_writing_of_the_same_answers_is_the_same_submission(send: Send) -> None:
    send(form(city="Bandung"), key="the-key")
    answer = send(form(city=" Bandung ", phone_whatsapp="+62 812 3456 7890"), key="the-key")
    assert answer.headers["Idempotent-Replayed"] == "true"


def test_a_replay_is_answered_in_the_first_answers_language(send: Send) -> None:
    first = send(key="the-key")
    second = send(key="the-key", **{"accept-language": "id"})
    assert first.content == second.content


def test_another_key_is_another_submission(send: Send) -> None:
    assert send(key="one").json() != send(key="two").json()
    assert Lead.objects.count() == 2


def test_a_key_may_be_quoted(send: Send) -> None:
    send(key='"the-key"')
    assert send(key="the-key").headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["white space", "x" * 129, "ключ", '"open', "\x01"])
def test_a_malformed_key_is_refused(send: Send, key: str) -> None:
    answer = send(key=key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_without_a_key_the_same_content_from_the_same_sender_is_recognised(send: Send) -> None:
    first, second = send(), send()
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Lead.objects.count() == 1


def test_the_same_content_from_somebody_else_is_another_lead(client: Client) -> None:
    client.defaults["REMOTE_ADDR"] = "203.0.113.1"
    post(client, form())
    client.defaults["REMOTE_ADDR"] = "203.0.113.2"
    post(client, form())
    assert Lead.objects.count() == 2


def test_the_window_reaches_over_the_edge_of_ten_minutes(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"now": 599.0}
    monkeypatch.setattr("lead.api.idempotency.time.time", lambda: clock["now"])
    send()
    clock["now"] = 601.0
    assert send().headers["Idempotent-Replayed"] == "true"
    clock["now"] = 1801.0
    assert "Idempotent-Replayed" not in send().headers


def test_a_replay_is_answered_before_limits_are_counted(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    send(key="the-key")
    for _again in range(3):
        answer = send(key="the-key")
        assert answer.headers["Idempotent-Replayed"] == "true"
    assert RequestCounter.objects.get(key__startswith="client").hits == 1
    assert send(key="another").status_code == 429


def test_a_refused_form_can_be_corrected_under_the_same_key(send: Send) -> None:
    assert send(form(city=""), key="the-key").status_code == 400
    assert send(key="the-key").status_code == 201
