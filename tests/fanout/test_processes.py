"""The whole path with real processes: relay, broker, worker, receiver."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from fanout.models import Attempt, Channel, Delivery, Event, Heartbeat
from fanout.trial import send_test
from tests import processes, services
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.waiting import wait_until

pytestmark = pytest.mark.processes
Start = Callable[[str, list[str]], "subprocess.Popen[bytes]"]
START_SECONDS = 30
DEAD_BROKER = "redis://127.0.0.1:1/0"


@pytest.fixture
def roles(committed: str, tmp_path: Path) -> Iterator[Callable[..., Start]]:
    """Starts real processes on the test's own database; all are stopped at the end."""
    with ExitStack() as stack:

        def with_broker(broker_url: str) -> Start:
            env = {
                "DATABASE_URL": committed,
                "VAR_DIR": str(tmp_path / "var"),
                "BROKER_URL": broker_url,
                "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
                "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
                "FANOUT_RETRY_DELAYS": "0.1,0.1,0.1",
                "FANOUT_INLINE_AFTER": "300",
            }

            def start(name: str, args: list[str]) -> subprocess.Popen[bytes]:
                process = processes.start(args, env, tmp_path / f"{name}.log")
                stack.callback(processes.kill, process)
                return process

            return start

        yield with_broker


def brokers() -> list[object]:
    redis = os.environ.get("REDIS_URL", "")
    needs_redis = pytest.mark.skipif(not redis, reason="REDIS_URL names no Redis")
    return [
        pytest.param("", id="filesystem"),
        pytest.param(redis, id="redis", marks=[pytest.mark.redis, needs_redis]),
    ]


@pytest.mark.parametrize("broker", brokers())
def test_worker_tries_again_until_the_receiver_accepts(
    roles: Callable[..., Start], broker: str
) -> None:
    start = roles(broker)
    with receiver(500, 500, 200) as endpoint:
        event = send_test(webhook(endpoint.url))
        start("relay", processes.RELAY)
        start("worker", processes.WORKER)
        delivery = Delivery.objects.get(event=event)
        wait_until(
            lambda: Delivery.objects.get(pk=delivery.pk).state == Delivery.State.SUCCEEDED,
            START_SECONDS,
        )
    attempts = Attempt.objects.filter(delivery=delivery)
    assert [attempt.http_status for attempt in attempts] == [500, 500, 200]
    assert all(attempt.ended_at for attempt in attempts)
    assert {request.headers["webhook-id"] for request in endpoint.requests} == {delivery.msg_id}


def test_relay_delivers_by_itself_while_the_broker_is_dead(roles: Callable[..., Start]) -> None:
    start = roles(DEAD_BROKER)
    with receiver(200) as endpoint:
        event = send_test(webhook(endpoint.url))
        relay = start("relay", processes.RELAY)
        wait_until(
            lambda: Delivery.objects.get(event=event).state == Delivery.State.SUCCEEDED,
            START_SECONDS,
        )
        assert processes.stop(relay) == 0
    assert len(endpoint.requests) == 1


def test_each_process_proves_that_it_works(roles: Callable[..., Start]) -> None:
    start = roles("")
    start("relay", processes.RELAY)
    start("worker", processes.WORKER)
    start("beat", processes.BEAT)
    expected = set(Heartbeat.Role.values)
    wait_until(
        lambda: set(Heartbeat.objects.values_list("role", flat=True)) == expected, START_SECONDS
    )
    for role in expected:
        call_command("heartbeat", role)


@pytest.mark.redis
@pytest.mark.skipif(not services.redis_program(), reason="redis-server was not found")
def test_worker_and_relay_use_the_broker_again_when_it_is_back(
    roles: Callable[..., Start], tmp_path: Path
) -> None:
    port = services.free_port()
    start = roles(f"redis://127.0.0.1:{port}/0")
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        with redis_on(port):
            start("worker", processes.WORKER)
            start("relay", processes.RELAY)
            wait_until(lambda: Heartbeat.objects.filter(role="worker").exists(), START_SECONDS)
        wait_until(lambda: "onnection" in (tmp_path / "worker.log").read_text(), START_SECONDS)
        inline = send_test(channel)
        wait_until(lambda: state_of(inline) == Delivery.State.SUCCEEDED, START_SECONDS)
        Heartbeat.objects.filter(role="worker").delete()
        with redis_on(port):
            wait_until(lambda: task_by_worker(channel), 60, "a delivery by the worker")
    assert len(endpoint.requests) == Delivery.objects.count()


@contextmanager
def redis_on(port: int) -> Iterator[None]:
    """A Redis that keeps nothing, on a port of our choice."""
    flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(["redis-server", *flags], stdout=subprocess.DEVNULL) as server:
        wait_until(lambda: services.accepts_connections(port))
        try:
            yield
        finally:
            server.terminate()


def state_of(event: Event) -> str:
    return Delivery.objects.get(event=event).state


def task_by_worker(channel: Channel) -> bool:
    """Whether a worker finished a task since its heartbeat was deleted."""
    event = send_test(channel)
    wait_until(lambda: state_of(event) == Delivery.State.SUCCEEDED, START_SECONDS)
    return Heartbeat.objects.filter(role="worker").exists()
