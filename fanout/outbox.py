"""Announce something, durably and in the caller's own transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from fanout import registry
from fanout.models import Channel, Delivery, Event
from fanout.wakeup import wake_relays


class TransactionRequiredError(RuntimeError):
    """`publish` was called outside a transaction: a crash could keep the fact, lose its news."""


def publish(
    event_type: str,
    *,
    subject: str,
    data: dict[str, Any] | None = None,
    attributes: Mapping[str, str] | None = None,
    channels: list[Channel] | None = None,
) -> Event:
    """Insert one Event and one waiting Delivery per active, subscribed Channel.

    Everything happens in the transaction that the caller has open, and in the database only.
    `subject` refers to what happened ("lead:7K2M9"); `data` must hold no personal data, because
    it outlives the subject. `attributes` are what channels may filter by; they are compared here
    and not kept. `channels` replaces the subscriptions. Raises `TransactionRequiredError` without
    a transaction, ``LookupError`` for an event type that nobody registered.
    """
    if not connection.in_atomic_block:
        raise TransactionRequiredError(
            "Call publish() inside the transaction that stores the fact."
        )
    registry.get(event_type)
    event = Event.objects.create(type=event_type, subject=subject, data=data or {})
    if channels is None:
        channels = Channel.objects.subscribed_to(event_type, attributes)
    Delivery.objects.bulk_create([Delivery(event=event, channel=channel) for channel in channels])
    wake_relays()
    return event
