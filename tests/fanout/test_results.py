"""What a try's result does when the world changed while the receiver was answering."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from config.mail import TOTAL_SECONDS
from fanout.deliver import WRITING_SECONDS, deliver
from fanout.models import Channel, Delivery
from fanout.models.lease import LEASE
from fanout.outbox import publish
from tests.fanout.conftest import NEWS, try_once, webhook
from tests.fanout.receivers import receiver

State = Delivery.State


def announce(channel: Channel) -> Delivery:
    with transaction.atomic():
        event = publish(NEWS, subject="lead:1", channels=[channel])
    return Delivery.objects.get(event=event)


class Outage:
    """While it lasts no statement is carried out; it ends after some were refused."""

    def __init__(self, refusals: int) -> None:
        self.left = refusals
        self.has_begun = threading.Event()

    def __call__(self, execute: Any, *statement: Any) -> Any:
        if self.has_begun.is_set() and self.left:
            self.left -= 1
            raise OperationalError("the database system is shutting down")
        return execute(*statement)


def test_accepted_message_is_sent_once_although_the_database_was_away_then(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.deliver.WRITING_PAUSES", (0.01, 0.02))
    outage = Outage(5)
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        endpoint.on_request = outage.has_begun.set
        with connection.execute_wrapper(outage):
            deliver(delivery.pk)
    assert outage.left == 0
    assert len(endpoint.requests) == 1
    delivery.refresh_from_db()
    assert delivery.state == State.SUCCEEDED
    assert not delivery.attempt_set.get().maybe_sent


def test_database_that_stays_away_is_given_up_before_the_lease_ends(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LEASE.total_seconds() > WRITING_SECONDS + TOTAL_SECONDS
    monkeypatch.setattr("fanout.deliver.WRITING_PAUSES", (0.01,))
    monkeypatch.setattr("fanout.deliver.WRITING_SECONDS", 0.05)
    outage = Outage(10**6)
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        endpoint.on_request = outage.has_begun.set
        with connection.execute_wrapper(outage), pytest.raises(OperationalError):
            deliver(delivery.pk)
    assert delivery.attempt_set.get().maybe_sent


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_late_answer_does_not_stop_a_channel_that_was_put_right_meanwhile(
    committed: str, status: int
) -> None:
    with receiver(status, 200) as endpoint:
        channel = webhook(endpoint.url)
        delivery = announce(channel)

        def put_right() -> None:
            channel.resume()
            connections.close_all()  # the receiver's thread ends

        endpoint.on_request = put_right
        try_once(delivery)
        channel.refresh_from_db()
        assert channel.is_active
        assert not channel.paused_at
        assert try_once(delivery).state == State.SUCCEEDED
    assert delivery.attempts == 1
