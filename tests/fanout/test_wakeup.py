"""PostgreSQL wakes the relay, and the relay outlives PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from fanout.models import Delivery
from fanout.relay import Relay
from fanout.trial import send_test
from tests.fanout.conftest import webhook
from tests.fanout.test_relay import broker
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL"),
]
SILENT = "https://receiver.example.com/"


@pytest.fixture
def looks_too_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the relay does within a minute, a notification has told it to."""
    monkeypatch.setattr("fanout.relay.INTERVAL", 60)


@contextmanager
def running_relay() -> Iterator[threading.Thread]:
    with broker("memory://"):
        relay = Relay()
        runner = threading.Thread(target=relay.run)
        runner.start()
        try:
            wait_until(listeners, hint="the relay listens")
            yield runner
        finally:
            relay.stop()
            runner.join(20)
        assert not runner.is_alive()


def listeners() -> list[int]:
    """The server processes of the connections that listen in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        return [row[0] for row in cursor.fetchall()]


def is_hinted(delivery: Delivery) -> bool:
    return Delivery.objects.filter(pk=delivery.pk).exclude(hinted_at=None).exists()


def hinted_before_the_next_look() -> None:
    delivery = Delivery.objects.get(event=send_test(webhook(SILENT)))
    wait_until(lambda: is_hinted(delivery), 15, "a hint that only a notification can explain")
    delivery.delete()
    delivery.channel.delete()


def test_published_delivery_is_hinted_at_without_waiting_for_the_next_look(
    committed: str, looks_too_seldom: None
) -> None:
    with running_relay():
        for _round in range(3):
            hinted_before_the_next_look()


def test_relay_listens_again_after_its_connection_was_lost(
    committed: str, looks_too_seldom: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.wakeup.PAUSE", 0.1)
    with running_relay():
        (lost,) = listeners()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [lost])
        wait_until(lambda: set(listeners()) - {lost}, hint="a new connection listens")
        hinted_before_the_next_look()


def test_relay_goes_on_after_the_database_was_away(
    committed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("fanout.relay.INTERVAL", 0.1)
    with running_relay() as runner:
        with database_away():
            wait_until(
                lambda: "relay_without_database" in caplog.text,
                timeout=30,
                hint="the relay misses its database",
            )
            assert runner.is_alive()
        # The pool, which this thread shares with the relay, comes back in steps of its own.
        wait_until(is_connected, 30, "the pool has a connection again")
        delivery = Delivery.objects.get(event=send_test(webhook(SILENT)))
        wait_until(lambda: is_hinted(delivery), 20, "the relay works again")


def is_connected() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody is connected to the test's database, and nobody gets in."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        assert cursor.fetchall(), "the relay was connected"
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
