"""Claims, leases and the breaker as the database sees them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from fanout.deliver import deliver
from fanout.models import Attempt, Channel, Delivery, Event
from fanout.models.breaker import BREAKER_THRESHOLD
from fanout.models.lease import LEASE
from fanout.outbox import publish
from fanout.trial import send_test
from tests.fanout.conftest import NEWS, webhook
from tests.fanout.receivers import receiver

SECOND = timedelta(seconds=1)
RIVALS = 6


def new_delivery(channel: Channel) -> Delivery:
    return Delivery.objects.get(event=send_test(channel))


def claim_together(delivery_ids: list[int]) -> list[Delivery]:
    """Every id is claimed by its own thread and connection, all at the same moment."""
    start = threading.Barrier(len(delivery_ids))

    def claim(delivery_id: int) -> Delivery | None:
        connections["default"].ensure_connection()
        start.wait(10)
        try:
            return Delivery.objects.claim(delivery_id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(delivery_ids)) as pool:
        return [claimed for claimed in pool.map(claim, delivery_ids) if claimed]


def test_racing_senders_never_claim_the_same_delivery(committed: str) -> None:
    channel = webhook("https://receiver.example.com/")
    for _round in range(10):
        delivery = new_delivery(channel)
        assert len(claim_together([delivery.pk] * RIVALS)) == 1
        assert Attempt.objects.filter(delivery=delivery).count() == 1


def test_racing_senders_take_over_an_expired_lease_once(committed: str) -> None:
    delivery = new_delivery(webhook("https://receiver.example.com/"))
    assert Delivery.objects.claim(delivery.pk)
    Delivery.objects.update(lease_until=timezone.now() - SECOND)
    assert len(claim_together([delivery.pk] * RIVALS)) == 1
    assert Delivery.objects.get().attempts == 2


def test_half_open_breaker_lets_one_of_many_racing_senders_through(committed: str) -> None:
    channel = webhook("https://receiver.example.com/")
    deliveries = [new_delivery(channel).pk for _number in range(RIVALS)]
    Channel.objects.update(
        failures_in_a_row=5, breaker_openings=1, breaker_open_until=timezone.now() - SECOND
    )
    claimed = claim_together(deliveries)
    assert [delivery.is_probe for delivery in claimed] == [True]
    assert Delivery.objects.filter(state=Delivery.State.LEASED).count() == 1
    assert Attempt.objects.count() == 1


def test_delivery_is_sent_outside_any_transaction(committed: str) -> None:
    seen: list[str] = []
    with receiver(200) as endpoint:
        delivery = new_delivery(webhook(endpoint.url))

        def look() -> None:
            seen.append(Delivery.objects.get(pk=delivery.pk).state)
            connections.close_all()

        endpoint.on_request = look
        deliver(delivery.pk)
    assert seen == [Delivery.State.LEASED]


@pytest.mark.django_db
def test_lease_ends_after_its_time_by_the_given_clock() -> None:
    delivery = new_delivery(webhook("https://receiver.example.com/"))
    now = timezone.now() + timedelta(hours=1)
    assert Delivery.objects.claim(delivery.pk, now)
    assert not Delivery.objects.due(now + LEASE).exists()
    assert Delivery.objects.due(now + LEASE + SECOND).get() == delivery


@pytest.mark.django_db
def test_delivery_is_due_from_its_time_on() -> None:
    delivery = new_delivery(webhook("https://receiver.example.com/"))
    moment = timezone.now() + timedelta(days=1)
    Delivery.objects.update(next_attempt_at=moment)
    assert not Delivery.objects.due().exists()
    assert not Delivery.objects.due(moment - SECOND).exists()
    assert Delivery.objects.due(moment).get() == delivery
    assert Delivery.objects.claim(delivery.pk, moment - SECOND) is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["SUCCEEDED", "DEAD", "CANCELLED"])
def test_finished_delivery_is_never_due(state: str) -> None:
    delivery = new_delivery(webhook("https://receiver.example.com/"))
    Delivery.objects.update(state=state)
    assert not Delivery.objects.due(timezone.now() + timedelta(days=9)).exists()
    assert Delivery.objects.claim(delivery.pk) is None


@pytest.mark.django_db
def test_channels_take_turns() -> None:
    busy = Channel.objects.create(name="Busy")
    for _number in range(3):
        new_delivery(busy)
    quiet = Channel.objects.create(name="Quiet")
    new_delivery(quiet)
    order = [delivery.channel for delivery in Delivery.objects.due().fairly()]
    assert order == [busy, quiet, busy, busy]


@pytest.mark.django_db
def test_breaker_opens_doubles_and_closes() -> None:
    channel = webhook("https://receiver.example.com/")
    now = timezone.now()
    new_delivery(channel)
    for _failure in range(BREAKER_THRESHOLD - 1):
        Channel.objects.record_failure(channel.pk, now=now)
    assert Channel.objects.admitting(now).exists()
    Channel.objects.record_failure(channel.pk, now=now)
    for seconds in (60, 120, 240, 480, 900, 900):
        end = now + timedelta(seconds=seconds)
        assert not Channel.objects.admitting(end - SECOND).exists()
        assert Channel.objects.admitting(end).exists()
        Channel.objects.record_failure(channel.pk, now=end, is_probe=True)
        now = end
    Channel.objects.record_success(channel.pk)
    assert Channel.objects.admitting(now).exists()
    channel.refresh_from_db()
    assert (channel.failures_in_a_row, channel.breaker_openings) == (0, 0)


@pytest.mark.django_db
def test_failures_that_were_under_way_do_not_lengthen_the_pause() -> None:
    channel = webhook("https://receiver.example.com/")
    now = timezone.now()
    for _failure in range(BREAKER_THRESHOLD + 4):
        Channel.objects.record_failure(channel.pk, now=now)
    assert Channel.objects.admitting(now + timedelta(seconds=60)).exists()


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_publishing_does_not_wait_for_a_failure_that_is_being_counted(committed: str) -> None:
    channel = webhook("https://receiver.example.com/")

    def publish_impatiently() -> Event:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '500ms'")
                return publish(NEWS, subject="lead:1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Channel.objects.record_failure(channel.pk)
        event = pool.submit(publish_impatiently).result(10)
    assert Delivery.objects.get(event=event).channel == channel


@pytest.mark.django_db
def test_open_breaker_holds_back_its_own_channel_alone() -> None:
    with receiver(500) as sick, receiver(200) as sound:
        sick_channel = webhook(sick.url, event_types=["other"])
        for _number in range(BREAKER_THRESHOLD + 2):
            deliver(new_delivery(sick_channel).pk)
        assert len(sick.requests) == BREAKER_THRESHOLD
        healthy = Channel(name="Healthy", kind=Channel.Kind.WEBHOOK, url=sound.url)
        healthy.set_secret("whsec_" + "A" * 43 + "=")
        healthy.save()
        with transaction.atomic():
            event = publish(NEWS, subject="lead:1")
        deliver(Delivery.objects.get(event=event).pk)
        assert len(sound.requests) == 1
