"""E-mail through a provider's API: Postmark, played by a real local server, and what others get."""

import json
import time
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import timezone
from pytest_django import Settings

from config.env import Env
from config.mail_providers import PROVIDERS, anymail
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from tests.fanout.conftest import NEWS, try_once
from tests.fanout.receivers import Answer, Receiver, receiver
from tests.fanout.test_email import dripping_server

pytestmark = pytest.mark.django_db
State = Delivery.State
A, B = "a@example.com", "b@example.com"


def use(provider: str, server: Receiver, settings: Settings) -> None:
    """Settings as the environment makes them, with the server in the provider's place."""
    env = Env(
        _env_file=None,
        email_provider=provider,
        email_api_key="key-1",
        email_api_account="mg.alfa.example",
        email_api_url=server.url.removesuffix("/hook"),
    )
    settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    settings.ANYMAIL = anymail(env)
    settings.DEFAULT_FROM_EMAIL = "Website <website@alfa.example>"


def answer(status: int, code: int, message: str, **headers: str) -> Answer:
    body = {"ErrorCode": code, "Message": message, "To": f"{A}, {B}", "MessageID": "x"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, given, json.dumps(body).encode())


OK = answer(200, 0, "OK")
INACTIVE = "inactive addresses: b@example.com. Inactive recipients are ones that have generated"


@pytest.fixture
def delivery() -> Delivery:
    channel = Channel.objects.create(name="Inbox", recipients=f"{A}\n{B}")
    return Delivery.objects.get(event=publish(NEWS, subject="lead:1", channels=[channel]))


def body(server: Receiver, number: int = 0) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(server.requests[number].body)
    return sent


def test_mail_carries_both_bodies_and_our_message_id(
    settings: Settings, delivery: Delivery
) -> None:
    with receiver(OK) as server:
        use("postmark", server, settings)
        assert try_once(delivery).state == State.SUCCEEDED
    sent = body(server)
    assert server.requests[0].headers["X-Postmark-Server-Token"] == "key-1"
    assert sent["To"] == f"{A}, {B}"
    assert (sent["Subject"], sent["ReplyTo"]) == ("News about lead:1", "reply@example.com")
    assert sent["TextBody"] == "Something happened."
    assert sent["HtmlBody"] == "<p>Something happened.</p>"
    headers = {header["Name"]: header["Value"] for header in sent["Headers"]}
    assert headers["Message-ID"] == f"<{delivery.msg_id}@alfa.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-PM-KeepID"] == "true"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_is_given_our_message_id(
    settings: Settings, delivery: Delivery, provider: str
) -> None:
    with receiver(500) as server:
        use(provider, server, settings)
        assert try_once(delivery).last_error_class == "provider_500"
    assert f"{delivery.msg_id}@alfa.example" in unquote(server.requests[0].body.decode())


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 503])
def test_provider_that_is_not_ready_is_tried_again_with_the_same_message_id(
    settings: Settings, delivery: Delivery, status: int
) -> None:
    with receiver(Answer(status), OK) as server:
        use("postmark", server, settings)
        assert try_once(delivery).state == State.PENDING
        assert (delivery.last_error_class, delivery.http_status) == (f"provider_{status}", status)
        assert not Channel.objects.get().paused_at
        assert try_once(delivery).state == State.SUCCEEDED
    assert body(server, 0)["Headers"] == body(server, 1)["Headers"]


def test_provider_is_asked_again_no_sooner_than_it_wants(
    settings: Settings, delivery: Delivery
) -> None:
    with receiver(Answer(429, {"Retry-After": "3600"})) as server:
        use("postmark", server, settings)
        try_once(delivery)
    assert delivery.next_attempt_at > timezone.now() + timedelta(minutes=59)


@pytest.mark.parametrize(
    "refusal", [Answer(400), Answer(413), answer(422, 300, "Invalid 'From' address: 'x'.")]
)
def test_refused_mail_is_given_up_after_three_tries(
    settings: Settings, delivery: Delivery, refusal: Answer
) -> None:
    with receiver(refusal) as server:
        use("postmark", server, settings)
        states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]


def test_answer_that_nobody_understands_is_no_success(
    settings: Settings, delivery: Delivery
) -> None:
    with receiver(Answer(200, body=b"<html>")) as server:
        use("postmark", server, settings)
        assert try_once(delivery).state == State.PENDING
    assert delivery.attempt_set.get().outcome == "FAILED"


def test_recipient_that_the_provider_refuses_is_told_and_nobody_gets_it_twice(
    settings: Settings, delivery: Delivery
) -> None:
    partly = answer(200, 0, f"Message OK, but will not deliver to these {INACTIVE}")
    nobody = answer(422, 406, f"Found {INACTIVE}")
    with receiver(partly, nobody) as server:
        use("postmark", server, settings)
        states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]
    assert (delivery.last_error_class, delivery.accepted_by) == ("recipients_refused", [A])
    assert [body(server, number)["To"] for number in range(3)] == [f"{A}, {B}", B, B]
    assert Channel.objects.get().failures_in_a_row == 0


def test_mail_that_nobody_got_because_of_one_address_is_no_success(
    settings: Settings, delivery: Delivery
) -> None:
    with receiver(answer(422, 300, "Invalid 'To' address: 'b@example.com'.")) as server:
        use("postmark", server, settings)
        try_once(delivery)
    assert (delivery.state, delivery.accepted_by) == (State.PENDING, [])


@pytest.mark.parametrize(
    "beginning",
    [
        b"HTTP/1.1 ",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_provider_whose_answer_never_ends_is_tried_again_after_a_bounded_time(
    settings: Settings, delivery: Delivery, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr("config.mail.TOTAL_SECONDS", 0.7)
    with dripping_server(beginning, b"x") as port:
        use("postmark", Receiver(), settings)
        settings.ANYMAIL["POSTMARK_API_URL"] = f"http://127.0.0.1:{port}/"
        started = time.monotonic()
        assert try_once(delivery).state == State.PENDING
    assert 0.7 <= time.monotonic() - started < 5
    assert delivery.attempt_set.get().outcome == "FAILED"


def test_unreachable_provider_is_tried_again(settings: Settings, delivery: Delivery) -> None:
    with receiver(OK) as server:
        use("postmark", server, settings)
    assert try_once(delivery).state == State.PENDING
    assert delivery.last_error_class == "ConnectionError"


def test_mail_that_cannot_be_sent_is_a_fault(settings: Settings, delivery: Delivery) -> None:
    Channel.objects.update(recipients="nobody at all")
    with receiver(OK) as server:
        use("postmark", server, settings)
        try_once(delivery)
    assert delivery.attempt_set.get().outcome == "REFUSED"
    assert not server.requests
