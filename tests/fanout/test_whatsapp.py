"""WhatsApp against a real local server in the place of Meta's."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from fanout.models import Channel, Delivery
from fanout.outbox import publish
from fanout.registry import Message
from fanout.replay import replay
from fanout.transports import whatsapp
from fanout.transports.whatsapp import parameters
from fanout.trial import send_test
from tests.fanout.conftest import NEWS, try_once
from tests.fanout.receivers import Answer, Receiver, receiver

pytestmark = pytest.mark.django_db
State = Delivery.State
TOKEN = "EAAG" + "x" * 40
A, B, C = "+6281234567890", "+6281234567891", "+6281234567892"


def error(status: int, code: object, **headers: str) -> Answer:
    """An answer as Meta gives it."""
    body = {"error": {"message": "…", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}
    return Answer(
        status,
        {name.replace("_", "-"): h for name, h in headers.items()},
        json.dumps(body).encode(),
    )


ACCEPTED = Answer(200, body=b'{"messages": [{"id": "wamid.X", "message_status": "accepted"}]}')


def delivery_to(meta: Receiver, settings: Settings, *numbers: str) -> Delivery:
    settings.WHATSAPP_API_URL = meta.url.removesuffix("/hook") + "/v25.0"
    channel = Channel(
        name="Phones",
        kind=Channel.Kind.WHATSAPP,
        numbers="\n".join(numbers or [A]),
        phone_number_id="106540352242922",
        template_name="new_lead",
        template_language="id",
    )
    channel.set_secret(TOKEN)
    channel.save()
    with transaction.atomic():
        event = publish(NEWS, subject="lead:1", channels=[channel])
    return Delivery.objects.get(event=event)


def bodies(meta: Receiver) -> list[Any]:
    return [json.loads(request.body) for request in meta.requests]


def numbers(meta: Receiver) -> list[str]:
    return [body["to"] for body in bodies(meta)]


def test_template_goes_to_every_number_with_the_message_id(settings: Settings) -> None:
    with receiver(ACCEPTED) as meta:
        delivery = try_once(delivery_to(meta, settings, A, B))
    assert (delivery.state, delivery.http_status) == (State.SUCCEEDED, 200)
    request = meta.requests[0]
    assert request.path == "/v25.0/106540352242922/messages"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert bodies(meta)[0] == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": A,
        "type": "template",
        "template": {
            "name": "new_lead",
            "language": {"code": "id"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "News about lead:1"},
                        {"type": "text", "text": "Something happened."},
                    ],
                }
            ],
        },
        "biz_opaque_callback_data": delivery.msg_id,
    }
    assert numbers(meta) == [A, B]


def test_a_test_message_arrives(settings: Settings) -> None:
    with receiver(ACCEPTED) as meta:
        channel = delivery_to(meta, settings).channel
        send_test(channel)
        assert try_once(Delivery.objects.latest("pk")).state == State.SUCCEEDED


def test_number_that_is_refused_for_good_is_tried_again_alone(settings: Settings) -> None:
    with receiver(ACCEPTED, error(400, 131026), ACCEPTED, error(400, 131026)) as meta:
        delivery = delivery_to(meta, settings, A, B, C)
        states = [try_once(delivery).state for _try in range(3)]
        assert states == [State.PENDING, State.PENDING, State.DEAD]
        assert numbers(meta) == [A, B, C, B, B]
        assert delivery.accepted_by == [A, C]
        assert delivery.last_error_class == "whatsapp_131026"
        meta.answers = [ACCEPTED]
        (again,) = replay([delivery])
        assert try_once(again).state == State.SUCCEEDED
        assert numbers(meta)[5:] == [B]


@pytest.mark.parametrize("failure", [error(429, 130429), Answer(503), error(500, 131000)])
def test_whoever_accepted_before_meta_failed_gets_nothing_twice(
    settings: Settings, failure: Answer
) -> None:
    with receiver(ACCEPTED, failure, ACCEPTED) as meta:
        delivery = delivery_to(meta, settings, A, B, C)
        assert try_once(delivery).state == State.PENDING
        assert numbers(meta) == [A, B]
        assert try_once(delivery).state == State.SUCCEEDED
    assert numbers(meta) == [A, B, B, C]


def test_whoever_accepted_before_the_sender_died_gets_nothing_twice(settings: Settings) -> None:
    with receiver(ACCEPTED) as meta:
        delivery = delivery_to(meta, settings, A, B)
        claimed = Delivery.objects.claim(delivery.pk)
        assert claimed
        claimed.record_accepted(A)
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert try_once(delivery).state == State.SUCCEEDED
    assert numbers(meta) == [B]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (error(401, 190), "401"),
        (error(400, 190), "401"),
        (error(401, 0), "401"),
        (error(500, 3), "403"),
        (error(403, 10), "403"),
        (error(400, 200), "403"),
        (error(403, 368), "403"),
        (error(400, 131042), "403"),
        (error(400, 33), "404"),
        (Answer(401), "401"),
        (Answer(404, body=b"<html>"), "404"),
    ],
)
def test_refused_account_pauses_the_channel(
    settings: Settings, answer: Answer, reason: str
) -> None:
    with receiver(answer) as meta:
        delivery = try_once(delivery_to(meta, settings, A, B))
    assert (delivery.state, delivery.attempts) == (State.PENDING, 0)
    channel = Channel.objects.get()
    assert channel.paused_reason == reason
    assert channel.condition()
    assert numbers(meta) == [A]


@pytest.mark.parametrize("code", [4, 80007, 130429, 131048, 131056])
@pytest.mark.parametrize("status", [429, 400])
def test_rate_limit_is_tried_again_no_sooner_than_asked(
    settings: Settings, code: int, status: int
) -> None:
    with receiver(error(status, code, Retry_After="3600")) as meta:
        delivery = try_once(delivery_to(meta, settings))
    assert delivery.state == State.PENDING
    assert delivery.next_attempt_at > timezone.now() + timedelta(minutes=59)
    assert delivery.attempt_set.get().outcome == "FAILED"


def test_number_that_gets_too_much_holds_up_nobody_and_blames_nobody(settings: Settings) -> None:
    with receiver(error(400, 131056), ACCEPTED) as meta:
        delivery = try_once(delivery_to(meta, settings, A, B))
    assert delivery.accepted_by == [B]
    assert Channel.objects.get().failures_in_a_row == 0


@pytest.mark.parametrize(
    "answer", [error(404, 132001), error(400, 132000), error(400, 132012), error(400, 100)]
)
def test_wrong_template_is_a_fault_of_the_message(settings: Settings, answer: Answer) -> None:
    with receiver(answer) as meta:
        delivery = delivery_to(meta, settings)
        states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]
    assert not Channel.objects.get().paused_at


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"error": "no"}',
        b'{"error": {"code": "190"}}',
        b"[" * 60_000,
        b"x" * 200_000,
    ],
)
def test_answer_that_is_not_metas_counts_by_its_status(settings: Settings, body: bytes) -> None:
    with receiver(Answer(500, body=body)) as meta:
        delivery = try_once(delivery_to(meta, settings))
    assert (delivery.state, delivery.last_error_class) == (State.PENDING, "http_500")


def test_slow_meta_ends_the_round_in_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whatsapp, "BEGIN_WITHIN", -1.0)
    with receiver(ACCEPTED) as meta:
        delivery = try_once(delivery_to(meta, settings))
    assert (delivery.state, delivery.last_error_class) == (State.PENDING, "SlowReceiver")
    assert not meta.requests


def test_token_that_cannot_be_read_pauses_the_channel(settings: Settings) -> None:
    with receiver(ACCEPTED) as meta:
        delivery = delivery_to(meta, settings)
        settings.ENCRYPTION_KEYS = ["another key entirely"]
        try_once(delivery)
    assert Channel.objects.get().paused_reason == Channel.PauseReason.SECRET
    assert not meta.requests


def test_private_address_is_never_connected_to(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = []
    with receiver(ACCEPTED) as meta:
        delivery = try_once(delivery_to(meta, settings))
    assert delivery.last_error_class == "AddressRefusedError"
    assert not meta.requests


def test_parameters_are_what_meta_accepts() -> None:
    hostile = "a\tb     c\r\n\r\n  d\u2028e\x0bf " + "x" * 2000
    headline, summary = parameters(Message(hostile, "", "", {}, summary=hostile))
    assert headline.startswith("a b c · d · e")
    assert (len(headline), len(summary)) == (200, 700)
    assert not any(blank in headline + summary for blank in "\n\r\t")
    assert parameters(Message("", " \n ", "", {})) == ("–", "–")
