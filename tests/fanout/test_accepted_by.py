"""Whoever has a message is known at once, whatever becomes of its sender."""

from django.db import connection
from pytest_django import Settings

from fanout.models import Delivery
from tests.fanout.conftest import try_once
from tests.fanout.receivers import receiver
from tests.fanout.test_whatsapp import ACCEPTED, A, B, delivery_to

State = Delivery.State


def test_who_accepted_is_stored_before_the_next_number(committed: str, settings: Settings) -> None:
    stored: list[list[str]] = []

    def look() -> None:
        stored.append(Delivery.objects.get().accepted_by)
        connection.close()

    with receiver(ACCEPTED) as meta:
        meta.on_request = look
        assert try_once(delivery_to(meta, settings, A, B)).state == State.SUCCEEDED
    assert stored == [[], [A]]
