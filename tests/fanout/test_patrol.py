"""What a relay does beside delivering: duties shared by all relays, and the dead man's switch."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from fanout import patrol
from fanout.models import Canary, Channel, Delivery, Duty
from fanout.outbox import publish
from fanout.patrol import Patrol
from fanout.relay import Relay
from tests.fanout.conftest import NEWS, try_once, webhook
from tests.fanout.receivers import receiver
from tests.loopback import Quiet, running
from tests.racing import at_once
from tests.waiting import wait_until


class Monitor:
    """An outside monitor: counts its calls, and may refuse or hang."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.status = 200
        self.hold = threading.Event()
        self.hold.set()
        self.url = ""


@contextmanager
def monitor() -> Iterator[Monitor]:
    state = Monitor()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.calls.append(self.path)
            state.hold.wait(30)
            self.send_response(state.status)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/ping/secret-uuid"
    with running(server):
        try:
            yield state
        finally:
            state.hold.set()


@pytest.fixture
def outside(settings: Settings) -> Iterator[Monitor]:
    with monitor() as found:
        settings.DEADMAN_URL = found.url
        yield found


def a_minute_passes() -> None:
    Duty.objects.update(taken_at=timezone.now() - timedelta(seconds=61))


def calls_end() -> None:
    def alive() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "dead-man"]

    wait_until(lambda: not alive(), hint="the calls' ends")


def overdue() -> None:
    with transaction.atomic():
        publish(NEWS, subject="lead:1", channels=[Channel.objects.create(name="Inbox")])
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=6))


def test_monitor_is_called_once_a_minute(committed: str, outside: Monitor) -> None:
    for _relay in range(3):
        Patrol().walk()
    calls_end()
    assert outside.calls == ["/ping/secret-uuid"]
    a_minute_passes()
    Patrol().walk()
    calls_end()
    assert len(outside.calls) == 2


def test_relay_calls_the_monitor_by_itself(committed: str, outside: Monitor) -> None:
    relay = Relay()
    relay.turn()
    wait_until(lambda: outside.calls)
    calls_end()
    relay.stop()
    relay.run()


def test_monitor_is_not_called_while_something_waits_too_long(
    committed: str, outside: Monitor
) -> None:
    overdue()
    Patrol().walk()
    calls_end()
    assert outside.calls == []
    Delivery.objects.update(state=Delivery.State.SUCCEEDED)
    a_minute_passes()
    Patrol().walk()
    calls_end()
    assert len(outside.calls) == 1


def test_monitor_is_not_called_while_the_canary_is_lost(
    committed: str, outside: Monitor, settings: Settings
) -> None:
    settings.CANARY_INTERVAL = 3600
    journey = Canary.objects.set_out()
    Canary.objects.amend(journey, outcome=Canary.Outcome.FAILED)
    Patrol().walk()
    calls_end()
    assert outside.calls == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_monitor_is_not_called_while_the_only_channel_is_stopped(
    committed: str, outside: Monitor, status: int
) -> None:
    with receiver(status) as endpoint:
        channel = webhook(endpoint.url)
        with transaction.atomic():
            event = publish(NEWS, subject="lead:1", channels=[channel])
        try_once(Delivery.objects.get(event=event))
    Patrol().walk()
    calls_end()
    assert outside.calls == []
    channel.resume()
    a_minute_passes()
    Patrol().walk()
    calls_end()
    assert len(outside.calls) == 1


def test_monitor_is_called_although_somebody_paused_a_channel(
    committed: str, outside: Monitor
) -> None:
    Channel.objects.create(name="Inbox").pause(Channel.PauseReason.BY_HAND)
    Patrol().walk()
    calls_end()
    assert len(outside.calls) == 1


def test_nobody_is_called_without_an_address(committed: str, settings: Settings) -> None:
    settings.DEADMAN_URL = ""
    Patrol().walk()
    assert not Duty.objects.filter(name="dead-man").exists()


def test_monitor_that_hangs_holds_up_nothing_and_is_called_once_at_a_time(
    committed: str, outside: Monitor
) -> None:
    outside.hold.clear()
    rounds = Patrol()
    rounds.walk()
    wait_until(lambda: outside.calls)
    a_minute_passes()
    rounds._next = 0.0
    rounds.walk()  # would not return if it waited
    assert len(outside.calls) == 1
    outside.hold.set()
    calls_end()


@pytest.mark.parametrize("fault", ["refuses", "is private", "is nowhere"])
def test_failed_call_is_logged_without_the_secret_address(
    committed: str,
    outside: Monitor,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    if fault == "refuses":
        outside.status = 500
    elif fault == "is private":
        settings.WEBHOOK_ALLOWED_HOSTS = []
    else:
        settings.DEADMAN_URL = "http://127.0.0.1:1/ping/secret-uuid"
    with caplog.at_level(logging.WARNING):
        Patrol().walk()
        calls_end()
    assert "deadman_call_failed" in caplog.text
    assert "secret-uuid" not in caplog.text


def test_of_many_relays_one_takes_a_duty(committed: str) -> None:
    every = timedelta(seconds=60)
    assert sum(at_once(lambda: Duty.objects.take("look", every))) == 1
    assert sum(at_once(lambda: Duty.objects.take("look", every))) == 0
    a_minute_passes()
    assert sum(at_once(lambda: Duty.objects.take("look", every))) == 1


def test_quick_turns_ask_the_database_now_and_then(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[None] = []
    monkeypatch.setattr(patrol, "look", lambda: looks.append(None))
    rounds = Patrol()
    for _turn in range(5):
        rounds.walk()
        a_minute_passes()
    assert len(looks) == 1
