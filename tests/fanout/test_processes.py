"""The whole path with real processes: relay, broker, worker, receiver."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models.functions import Now

from fanout.models import Attempt, Channel, Delivery, Event, Heartbeat
from fanout.trial import send_test
from tests import processes, services
from tests.fanout.conftest import SECRET, webhook
from tests.fanout.receivers import receiver
from tests.waiting import wait_until

pytestmark = pytest.mark.processes
Start = Callable[[str, list[str]], "subprocess.Popen[bytes]"]
START_SECONDS = 60
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


@pytest.mark.parametrize("broker", brokers())
def test_receiver_that_hangs_leaves_the_worker_to_the_others(
    roles: Callable[..., Start], broker: str
) -> None:
    start = roles(broker)
    with receiver(200) as hanging, receiver(200) as sound:
        hanging.hold.clear()
        sick = webhook(hanging.url)
        for _number in range(6):
            send_test(sick)
        start("relay", processes.RELAY)
        start("worker", processes.WORKER)
        wait_until(lambda: hanging.requests, START_SECONDS, "the sick one's first request")
        quick = Channel(name="Quick", kind=Channel.Kind.WEBHOOK, url=sound.url)
        quick.set_secret(SECRET)
        quick.save()
        event = send_test(quick)
        wait_until(lambda: state_of(event) == Delivery.State.SUCCEEDED, hint="the sound one's")
        assert len(hanging.requests) == 1
        hanging.hold.set()
        wait_until(
            lambda: not Delivery.objects.exclude(state=Delivery.State.SUCCEEDED).exists(),
            START_SECONDS,
            "the sick one's backlog",
        )


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


def test_each_of_two_workers_proves_itself_and_a_hanging_one_is_missed(
    roles: Callable[..., Start],
) -> None:
    start = roles("")
    sound = start("sound", [*processes.WORKER, "--hostname", "sound@%h"])
    hanging = start("hanging", [*processes.WORKER, "--hostname", "hanging@%h"])
    rows = Heartbeat.objects.filter(role=Heartbeat.Role.WORKER)
    wait_until(lambda: rows.count() == 2, START_SECONDS, "a heartbeat of each worker")
    os.killpg(hanging.pid, signal.SIGSTOP)
    stopped_at = now()
    wait_until(lambda: rows.filter(beaten_at__gt=stopped_at).exists(), 60, "the sound one's next")
    alive = [row.instance for row in rows if row.beaten_at > stopped_at]
    assert [instance.rpartition(":")[2] for instance in alive] == [str(sound.pid)]
    assert processes.stop(sound) == 0
    assert [row.instance.rpartition(":")[2] for row in rows.all()] == [str(hanging.pid)]


def now() -> datetime:
    """The database's time, which heartbeats are written in."""
    return Heartbeat.objects.values_list(Now(), flat=True)[0]


@pytest.mark.redis
@pytest.mark.skipif(not services.redis_program(), reason="redis-server was not found")
def test_worker_and_relay_use_the_broker_again_when_it_is_back(
    roles: Callable[..., Start], tmp_path: Path
) -> None:
    with services.redis_server() as redis, receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        start = roles(redis.url)
        start("worker", processes.WORKER)
        start("relay", processes.RELAY)
        wait_until(lambda: Heartbeat.objects.filter(role="worker").exists(), START_SECONDS)
        redis.stop()
        wait_until(lambda: "onnection" in (tmp_path / "worker.log").read_text(), START_SECONDS)
        inline = send_test(channel)
        wait_until(lambda: state_of(inline) == Delivery.State.SUCCEEDED, START_SECONDS)
        Heartbeat.objects.filter(role="worker").delete()
        redis.start()
        wait_until(lambda: task_by_worker(channel), 60, "a delivery by the worker")
    assert len(endpoint.requests) == Delivery.objects.count()


def state_of(event: Event) -> str:
    return Delivery.objects.get(event=event).state


def task_by_worker(channel: Channel) -> bool:
    """Whether a worker finished a task since its heartbeat was deleted."""
    event = send_test(channel)
    wait_until(lambda: state_of(event) == Delivery.State.SUCCEEDED, START_SECONDS)
    return Heartbeat.objects.filter(role="worker").exists()
