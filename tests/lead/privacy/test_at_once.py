"""Erasing while a worker sends, and twice at once: with real commits, in real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from fanout.deliver import deliver
from fanout.models import Delivery
from lead.announcement import announce
from lead.models import Erasure, Lead
from lead.privacy.erasing import Erased, erase
from lead.privacy.identifiers import Identifier
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.lead.factories import make_lead

PERSON = Identifier.read("+6281234567890")


Result = TypeVar("Result")


def in_own_connection(work: Callable[[], Result]) -> Result:
    try:
        return work()
    finally:
        connections.close_all()


@pytest.mark.parametrize("status", [200, 500])
def test_a_person_is_erased_while_a_worker_sends(
    committed: str, settings: Settings, status: int
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with receiver(status) as endpoint, ThreadPoolExecutor(1) as pool:
        webhook(endpoint.url)
        announce_committed()
        (pk,) = Delivery.objects.values_list("pk", flat=True)
        arrived = threading.Event()
        endpoint.hold.clear()
        endpoint.on_request = arrived.set
        sending = pool.submit(in_own_connection, lambda: deliver(pk))
        assert arrived.wait(20)
        erased = erase(PERSON)
        endpoint.hold.set()
        sending.result(20)
        assert erased.informed == ["Webhook"]
        told = Delivery.objects.get(event__type="lead.created")
        assert told.state == Delivery.State.CANCELLED
        waiting = Delivery.objects.unclaimed().get()
        assert waiting.event.type == "lead.erased"
        deliver(told.pk)
        assert len(endpoint.requests) == 1
    assert not Lead.objects.exists()


def announce_committed() -> None:
    with transaction.atomic():
        announce(make_lead())


def test_two_erasures_at_once_do_it_once(committed: str) -> None:
    for _number in range(20):
        make_lead()
    start = threading.Barrier(2)

    def work() -> Erased:
        start.wait(20)
        return erase(PERSON)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _n: in_own_connection(work), range(2)))
    assert sorted(result.leads for result in results) == [0, 20]
    assert Erasure.objects.count() == 1
