"""A worker that lost its broker finds it again, or ends so that it is started again."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db.models.functions import Now

from fanout.models import Heartbeat
from tests import processes, services
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.redis,
    pytest.mark.skipif(not services.redis_program(), reason="redis-server was not found"),
]
START_SECONDS = 60
#: The product's worker with a quicker pulse, whose patience is the first argument; SIGUSR2 hangs
#: its event loop. A task works for as long as the test wants.
QUICK_WORKER = """
import os, signal, sys, time
from celery import shared_task
from celery.__main__ import main
from celery.signals import worker_init

@worker_init.connect(weak=False)
def quicken(**_signal):
    from fanout import heartbeat, pulse
    pulse.SECONDS, pulse.PATIENCE = 0.5, patience
    pulse.GRACE, heartbeat.INTERVAL = 2.0, 0.0
    signal.signal(signal.SIGUSR2, lambda *_: time.sleep(3600))

@shared_task(name="tests.work")
def work_until(path):
    while not os.path.exists(path):
        time.sleep(0.05)

patience = int(sys.argv[1])
sys.argv = ["celery", *sys.argv[2:]]
main()
"""
HOSTNAME = "quick@here"
#: Between two looks for its broker, Celery's worker rests for half a minute at most.
PATIENT = 80
StartWorker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


@pytest.fixture
def start_worker(committed: str, tmp_path: Path, log: Path) -> Iterator[StartWorker]:
    with ExitStack() as stack:

        def start(broker_url: str, patience: int = 4) -> subprocess.Popen[bytes]:
            env = {
                "DATABASE_URL": committed,
                "VAR_DIR": str(tmp_path / "var"),
                "BROKER_URL": broker_url,
                "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
            }
            words = [
                "-c",
                QUICK_WORKER,
                str(patience),
                *processes.WORKER[2:],
                "--hostname",
                HOSTNAME,
            ]
            worker = processes.start(words, env, log)
            stack.callback(processes.kill, worker)
            return worker

        yield start


def works_since_now() -> Callable[[], bool]:
    """Whether a task of the worker ended after this call."""
    Heartbeat.objects.update_or_create(role="mark", instance="", defaults={"beaten_at": Now()})
    mark = Heartbeat.objects.get(role="mark").beaten_at
    beats = Heartbeat.objects.filter(role=Heartbeat.Role.WORKER, beaten_at__gt=mark)
    return beats.exists


def begins_to_work() -> None:
    wait_until(works_since_now(), START_SECONDS, "the worker's first task")


def count(log: Path, event: str) -> int:
    return log.read_text().count(event)


def test_worker_whose_broker_died_works_again_when_it_is_back(
    start_worker: StartWorker, log: Path
) -> None:
    with services.redis_server() as server:
        worker = start_worker(server.url, PATIENT)
        begins_to_work()
        server.stop(signal.SIGKILL)
        wait_until(lambda: count(log, "worker_pulse_not_sent"), 60, "the outage's effect")
        server.start()
        wait_until(works_since_now(), 60, "a task after the outage")
        assert processes.stop(worker) == 0
    assert count(log, "worker_hears_nothing") == 0


def test_worker_whose_broker_stays_away_ends_and_its_successor_waits(
    start_worker: StartWorker, log: Path
) -> None:
    with services.redis_server() as server:
        worker = start_worker(server.url)
        begins_to_work()
        server.stop(signal.SIGKILL)
        assert worker.wait(START_SECONDS) == 1
        assert count(log, "worker_hears_nothing") == 1
        looks = count(log, "Cannot connect to")
        successor = start_worker(server.url)
        wait_until(lambda: count(log, "Cannot connect to") > looks + 2, 90, "looking for a broker")
        assert successor.poll() is None
        server.start()
        wait_until(works_since_now(), 90, "a task after the outage")
        assert processes.stop(successor) == 0
    assert count(log, "worker_hears_nothing") == 1


def test_worker_whose_broker_froze_works_again_when_it_thaws(
    start_worker: StartWorker, log: Path
) -> None:
    with services.redis_server() as server:
        assert server.process
        worker = start_worker(server.url, PATIENT)
        begins_to_work()
        server.process.send_signal(signal.SIGSTOP)
        wait_until(lambda: count(log, "worker_pulse_not_sent") > 2, 90, "time-outs of the pulse")
        server.process.send_signal(signal.SIGCONT)
        wait_until(works_since_now(), 90, "a task after the thaw")
        assert processes.stop(worker) == 0


def test_worker_that_no_longer_consumes_ends_with_a_failure(
    start_worker: StartWorker, log: Path
) -> None:
    with services.redis() as url:
        worker = start_worker(url)
        begins_to_work()
        with Celery(broker=url) as remote:
            remote.control.cancel_consumer(f"{HOSTNAME}.dq2")
        assert worker.wait(START_SECONDS) == 1
    assert count(log, "worker_hears_nothing") == 1


def test_worker_whose_children_are_all_busy_is_left_to_it(
    start_worker: StartWorker, log: Path, tmp_path: Path
) -> None:
    over = tmp_path / "over"
    patience = 4
    with services.redis() as url, redis.Redis.from_url(url) as broker:
        worker = start_worker(url, patience)
        begins_to_work()
        with Celery(broker=url) as remote:
            for _child in range(2):
                remote.send_task("tests.work", [str(over)])
        unread = 2 * patience
        pulses = f"{HOSTNAME}.dq2"
        wait_until(lambda: broker.llen(pulses) > unread, START_SECONDS, "pulses that nobody takes")
        assert worker.poll() is None
        over.touch()
        wait_until(works_since_now(), START_SECONDS, "a task after the long ones")
        assert processes.stop(worker) == 0
    assert count(log, "worker_hears_nothing") == 0


def test_worker_whose_event_loop_hangs_ends_at_once(start_worker: StartWorker, log: Path) -> None:
    with services.redis() as url:
        worker = start_worker(url)
        begins_to_work()
        os.kill(worker.pid, signal.SIGUSR2)
        assert worker.wait(START_SECONDS) == 1
    assert count(log, "worker_ends_at_once") == 1


def test_worker_that_is_told_to_end_is_not_said_to_hear_nothing(
    start_worker: StartWorker, log: Path
) -> None:
    with services.redis() as url:
        worker = start_worker(url)
        begins_to_work()
        assert processes.stop(worker) == 0
    assert count(log, "worker_hears_nothing") == 0
