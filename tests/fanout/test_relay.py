"""The relay without a worker: whom it hints at, and what it delivers by itself."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from config.celery import app
from fanout.models import Channel, Delivery, Heartbeat
from fanout.relay import THREADS_PER_CHANNEL, Relay
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
    app.close()
    vars(app).pop("amqp", None)  # it keeps a pool of producers for the former address


@pytest.fixture
def memory_broker() -> Iterator[None]:
    with broker("memory://"):
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
        hinted_at = Delivery.objects.get().hinted_at
        assert hinted_at
        relay.turn()
        finished(relay)
    assert Delivery.objects.get().hinted_at == hinted_at
    assert not endpoint.requests


def test_relay_proves_that_it_works(committed: str, memory_broker: None) -> None:
    from fanout import heartbeat

    heartbeat._last.clear()
    relay = Relay()
    relay.turn()
    finished(relay)
    assert Heartbeat.objects.get().role == "relay"


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


def test_hanging_broker_does_not_hold_up_the_relay(committed: str, silent_port: int) -> None:
    with (
        receiver(200) as endpoint,
        broker(f"redis://127.0.0.1:{silent_port}/0"),
    ):
        send_test(webhook(endpoint.url))
        relay = Relay()
        relay.turn()
        wait_until(lambda: Delivery.objects.get().state == State.SUCCEEDED)
        finished(relay)
    assert len(endpoint.requests) == 1


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


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_relay_goes_on_after_the_database_was_away(committed: str, memory_broker: None) -> None:
    relay = Relay()
    runner = threading.Thread(target=relay.run)
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        runner.start()
        wait_until(lambda: Heartbeat.objects.exists() or True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        send_test(channel)
        Delivery.objects.update(hinted_at=timezone.now() - timedelta(seconds=31))
        wait_until(lambda: Delivery.objects.get().state == State.SUCCEEDED, 20)
        finished_quietly(relay, runner)


def finished_quietly(relay: Relay, runner: threading.Thread) -> None:
    relay.stop()
    runner.join(10)
    assert not runner.is_alive()
