"""A channel takes no more of a worker than all children but one, and leaves nothing lying."""

import uuid

import pytest
from django.db import connections
from pytest_django import Settings

from fanout.hints import HintPublisher
from fanout.models import Delivery
from fanout.relay import Relay
from fanout.tasks import deliver_task
from fanout.trial import send_test
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.racing import at_once

State = Delivery.State
OTHER = uuid.uuid4()


@pytest.fixture(autouse=True)
def _two_children(settings: Settings) -> None:
    settings.CELERY_WORKER_CONCURRENCY = 2


def unsent() -> list[int]:
    waiting = Delivery.objects.exclude(state=State.SUCCEEDED)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def test_rivals_send_no_more_at_once_than_a_channel_may(committed: str) -> None:
    channel = webhook("https://receiver.example.com/")
    for _number in range(6):
        send_test(channel)
    ids = unsent()
    claimed = at_once(lambda: Delivery.objects.claim(ids.pop(), at_most=2), len(ids))
    assert len([delivery for delivery in claimed if delivery]) == 2


@pytest.mark.parametrize("change", ["ended", "of another worker"])
def test_leases_that_ended_or_that_another_worker_left_behind_keep_nobody_out(
    committed: str, change: str
) -> None:
    channel = webhook("https://receiver.example.com/")
    for _number in range(2):
        send_test(channel)
    first, second = unsent()
    dead = Delivery.objects.claim(first)
    assert dead
    assert not Delivery.objects.claim(second, at_most=1)
    lease = Delivery.objects.filter(pk=first)
    if change == "ended":
        lease.update(lease_until=dead.created_at)
    else:
        lease.update(leased_by=OTHER)
    assert Delivery.objects.claim(second, at_most=1)


@pytest.mark.parametrize("children", [1, 2])
def test_whoever_sends_goes_on_with_what_another_child_was_turned_away_from(
    committed: str, settings: Settings, children: int
) -> None:
    settings.CELERY_WORKER_CONCURRENCY = children
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        for _number in range(2):
            send_test(channel)
        first, second = unsent()
        seen: list[list[int]] = []

        def another_child() -> None:
            if not seen:
                seen.append(unsent())
                deliver_task(second)
                seen.append(unsent())
            connections.close_all()

        endpoint.on_request = another_child
        deliver_task(first)
    assert seen == [[first, second]] * 2
    assert unsent() == []
    assert len(endpoint.requests) == 2


def test_children_beside_the_one_that_is_left_send_at_the_same_time(
    committed: str, settings: Settings
) -> None:
    settings.CELERY_WORKER_CONCURRENCY = 3
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        for _number in range(2):
            send_test(channel)
        first, second = unsent()

        def another_child() -> None:
            if len(endpoint.requests) == 1:
                deliver_task(second)
                assert unsent() == [first]
            connections.close_all()

        endpoint.on_request = another_child
        deliver_task(first)
    assert unsent() == []
    assert len(endpoint.requests) == 2


def test_what_is_left_when_the_time_is_over_is_hinted_at_anew(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[list[int]] = []

    def publish(_self: HintPublisher, delivery_ids: list[int]) -> list[int]:
        hints.append(delivery_ids)
        return []

    monkeypatch.setattr(HintPublisher, "publish", publish)
    monkeypatch.setattr("fanout.tasks.GO_ON_SECONDS", -1)
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        for _number in range(3):
            send_test(channel)
        first, *others = unsent()
        relay = Relay()
        relay.turn()
        deliver_task(first)
        relay.turn()
        relay.stop()
        relay.run()
    assert hints == [[first, *others], others]
    assert unsent() == others
