"""The relay without a worker: whom it hints at, and what it delivers by itself."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from kombu import Message
from pytest_django import Settings

from config.celery import app
from fanout.models import Channel, Delivery, Heartbeat
from fanout.relay import HINTS_PER_CHANNEL, THREADS_PER_CHANNEL, Relay
from fanout.trial import send_test
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.waiting import wait_until

State = Delivery.State


@contextmanager
def broker(url: str) -> Iterator[None]:
    """Points the Celery application at another broker."""
    before = app.conf.broker_url
    _connect_to(url)
    try:
        yield
    finally:
        _connect_to(before)


def _connect_to(url: str) -> None:
    app.conf.update(broker_url=url)
    # Not `close`: tasks that are imported afterwards would no longer find the application.
    vars(app)["_pool"] = None
    vars(app).pop("amqp", None)  # it keeps a pool of producers for the former address


@pytest.fixture
def memory_broker() -> Iterator[None]:
    with broker("memory://"):
        queued()  # what other tests left there
        yield


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Accepts connections and never says a word, like a broker that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def finished(relay: Relay) -> None:
    relay.stop()
    relay.run()


def test_due_delivery_is_hinted_at_once(committed: str, memory_broker: None) -> None:
    with receiver(200) as endpoint:
        send_test(webhook(endpoint.url))
        relay = Relay()
        relay.turn()
        relay.turn()
        (hint,) = queued()
        finished(relay)
    assert (hint.headers["task"], hint.headers["expires"] is None) == ("fanout.deliver", False)
    options = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    # The number of the row and nothing else: a broker keeps what it is given.
    assert hint.payload == [[Delivery.objects.get().pk], {}, options]
    assert not endpoint.requests


def hints_taken_of(channel: Channel) -> int:
    ids = [hint.payload[0][0] for hint in queued()]
    return Delivery.objects.filter(pk__in=ids, channel=channel).count()


def test_backlog_of_one_channel_keeps_the_line_at_the_broker_short(
    committed: str, memory_broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.relay.UNDERWAY_SECONDS", 30.0)
    channel = webhook("https://receiver.example.com/")
    for _number in range(HINTS_PER_CHANNEL + 3):
        send_test(channel)
    relay = Relay()
    relay.turn()
    assert hints_taken_of(channel) == HINTS_PER_CHANNEL
    relay.turn()
    assert hints_taken_of(channel) == 0
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(state=State.SUCCEEDED)
    relay.turn()
    assert hints_taken_of(channel) == 1
    # What was turned away or lost with its worker does not keep the others waiting.
    seconds_pass(30)
    relay.turn()
    assert hints_taken_of(channel) == 2
    finished(relay)


def test_long_backlog_that_no_worker_takes_is_sent_by_the_relay_without_pauses(
    committed: str, memory_broker: None
) -> None:
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        for _number in range(2 * HINTS_PER_CHANNEL):
            send_test(channel)
        Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=31))
        relay = Relay()
        thread = threading.Thread(target=relay.run)
        thread.start()
        unsent = Delivery.objects.exclude(state=State.SUCCEEDED)
        wait_until(lambda: not unsent.exists(), 60, "everything sent")
        relay.stop()
        thread.join()
    assert len(endpoint.requests) == 2 * HINTS_PER_CHANNEL


def test_half_open_breaker_gets_a_single_hint(committed: str, memory_broker: None) -> None:
    channel = webhook("https://receiver.example.com/")
    for _number in range(3):
        send_test(channel)
    Channel.objects.filter(pk=channel.pk).update(breaker_open_until=timezone.now())
    relay = Relay()
    for _turn in range(2):
        relay.turn()
    assert hints_taken_of(channel) == 1
    finished(relay)


def queued() -> list[Message]:
    """Takes the messages that wait for a worker."""
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        return [queue.get(block=False) for _number in range(queue.qsize())]


def test_relay_proves_that_it_works(committed: str, memory_broker: None) -> None:
    from fanout import heartbeat

    heartbeat._last.clear()
    relay = Relay()
    relay.turn()
    row = Heartbeat.objects.get()
    assert (row.role, row.instance) == ("relay", heartbeat.INSTANCE)
    finished(relay)
    assert not Heartbeat.objects.exists()


def test_hint_that_nobody_took_is_carried_out_by_the_relay(
    committed: str, memory_broker: None, settings: Settings
) -> None:
    with receiver(200) as endpoint:
        send_test(webhook(endpoint.url))
        Delivery.objects.update(hinted_at=timezone.now() - timedelta(seconds=31))
        relay = Relay()
        relay.turn()
        wait_until(lambda: Delivery.objects.get().state == State.SUCCEEDED)
        finished(relay)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("inline_after", [0, 30, 60, 600])
def test_relay_delivers_in_time_although_it_hints_again_meanwhile(
    committed: str, memory_broker: None, settings: Settings, inline_after: int
) -> None:
    settings.FANOUT_INLINE_AFTER = inline_after
    with receiver(200) as endpoint:
        send_test(webhook(endpoint.url))
        relay = Relay()
        for waited in range(0, inline_after, 20):
            relay.turn()
            assert not endpoint.requests, waited
            seconds_pass(20)
        relay.turn()
        wait_until(lambda: Delivery.objects.get().state == State.SUCCEEDED)
        finished(relay)
    # Each hint lives for a minute, so that a broker that lost one is given another.
    assert inline_after / 80 <= len(queued()) <= inline_after / 60 + 1
    assert len(endpoint.requests) == 1


def seconds_pass(seconds: float) -> None:
    passed = timedelta(seconds=seconds)
    Delivery.objects.filter(state=State.PENDING).update(
        hinted_at=F("hinted_at") - passed, hint_until=F("hint_until") - passed
    )


def test_hanging_broker_holds_the_relay_up_once_and_briefly(
    committed: str, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.hints.PATIENCE", 1.0)
    with (
        receiver(200) as endpoint,
        broker(f"redis://127.0.0.1:{silent_port}/0"),
    ):
        channel = webhook(endpoint.url)
        relay = Relay()
        turns = []
        for _turn in range(2):
            send_test(channel)
            started = time.monotonic()
            relay.turn()
            turns.append(time.monotonic() - started)
        wait_until(
            lambda: Delivery.objects.filter(state=State.SUCCEEDED).count() == 2, 20, "both sent"
        )
        finished(relay)
    # The first shows that the broker hung; a refused connection would have cost nothing.
    assert turns[0] >= 1.0 > turns[1]
    assert len(endpoint.requests) == 2


def test_hanging_receiver_leaves_threads_for_the_others(
    committed: str, memory_broker: None
) -> None:
    with receiver(200) as hanging, receiver(200) as sound:
        hanging.hold.clear()
        slow = webhook(hanging.url)
        for _number in range(20):
            send_test(slow)
        quick = Channel(name="Quick", kind=Channel.Kind.WEBHOOK, url=sound.url)
        quick.set_secret("whsec_" + "A" * 43 + "=")
        quick.save()
        send_test(quick)
        Delivery.objects.update(hinted_at=timezone.now() - timedelta(seconds=31))
        relay = Relay()
        relay.turn()
        wait_until(lambda: Delivery.objects.get(channel=quick).state == State.SUCCEEDED)
        wait_until(lambda: len(hanging.requests) == THREADS_PER_CHANNEL)
        relay.turn()
        assert len(hanging.requests) == THREADS_PER_CHANNEL
        hanging.hold.set()
        finished(relay)


def test_relay_goes_on_with_a_backlog_as_soon_as_a_thread_is_free(
    committed: str, memory_broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.relay.INTERVAL", 600)
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        for _number in range(THREADS_PER_CHANNEL * 3):
            send_test(channel)
        Delivery.objects.update(hinted_at=timezone.now() - timedelta(seconds=31))
        relay = Relay()
        runner = threading.Thread(target=relay.run)
        runner.start()
        try:
            wait_until(lambda: not Delivery.objects.exclude(state=State.SUCCEEDED).exists(), 60)
        finally:
            relay.stop()
            runner.join(10)


def test_stopping_relay_finishes_what_it_is_sending(committed: str, memory_broker: None) -> None:
    with receiver(200) as endpoint:
        endpoint.hold.clear()
        send_test(webhook(endpoint.url))
        Delivery.objects.update(hinted_at=timezone.now() - timedelta(seconds=31))
        relay = Relay()
        runner = threading.Thread(target=relay.run)
        runner.start()
        wait_until(lambda: endpoint.requests)
        relay.stop()
        endpoint.hold.set()
        runner.join(10)
        assert not runner.is_alive()
    assert Delivery.objects.get().state == State.SUCCEEDED
