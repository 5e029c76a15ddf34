"""Celery as the engine needs it: an accelerator whose messages may be lost, repeated or late."""

import ast
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config import http
from config.celery import app
from config.env import BASE_DIR
from fanout import hints, pulse
from fanout.models.lease import LEASE

REDIS = "redis://127.0.0.1:1/0"
SHOW = """
import json
from config.celery import app
conf = app.conf
print(json.dumps({
    "url": conf.broker_url,
    "options": conf.broker_transport_options,
    "schedule": sorted(conf.beat_schedule),
}))
"""


def configured(**variables: str) -> dict[str, Any]:
    """What a process with those variables starts with."""
    unset = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=BASE_DIR,
        env={**env, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", False),
        ("task_ignore_result", True),
        ("result_backend", None),
        ("task_serializer", "json"),
        ("accept_content", ["json"]),
        ("worker_prefetch_multiplier", 1),
        ("task_publish_retry", False),
        ("worker_direct", True),
        ("broker_connection_retry_on_startup", True),
        ("broker_connection_max_retries", None),
        ("beat_scheduler", "fanout.beat:HeartbeatScheduler"),
    ],
)
def test_settings_that_the_guarantee_rests_on(name: str, value: object) -> None:
    assert app.conf[name] == value


def test_deadlines_end_in_this_order() -> None:
    """Each has given up before the next one would interfere."""
    visibility = configured(REDIS_URL=REDIS)["options"]["visibility_timeout"]
    order = [
        http.TOTAL_TIMEOUT,
        app.conf.task_soft_time_limit,
        app.conf.task_time_limit,
        LEASE.total_seconds(),
        visibility,
    ]
    assert order == sorted(set(order))
    assert (app.conf.task_time_limit, LEASE.total_seconds()) == (60, 120)


def test_hints_expire_before_the_lease_that_they_would_start_would_end() -> None:
    assert LEASE.total_seconds() > hints.EXPIRES


def test_worker_whose_children_are_all_busy_is_not_taken_for_deaf() -> None:
    assert app.conf.task_time_limit < pulse.SECONDS * pulse.PATIENCE


def test_broker_that_hangs_is_given_up_on() -> None:
    found = configured(BROKER_URL=REDIS)
    assert found["url"] == REDIS
    options = found["options"]
    assert 0 < options["socket_connect_timeout"] <= options["socket_timeout"] <= 5
    assert options["socket_keepalive"] is True
    assert 0 < options["health_check_interval"] <= 30


def test_canaries_are_sent_only_when_they_are_switched_on() -> None:
    assert "canary" not in configured()["schedule"]
    assert "canary" in configured(CANARY_INTERVAL="3600")["schedule"]


def test_every_scheduled_job_is_a_task_of_ours() -> None:
    app.loader.import_default_modules()
    for job in app.conf.beat_schedule.values():
        assert job["task"] in app.tasks


def test_jobs_that_come_often_expire_rather_than_pile_up() -> None:
    often = [job for job in app.conf.beat_schedule.values() if job["schedule"] <= 600]
    assert often
    for job in often:
        assert job["options"]["expires"] <= job["schedule"]


def test_no_task_is_put_off_by_the_broker() -> None:
    """An ETA beyond the visibility timeout runs again and again; the outbox knows what is later."""
    packages = ("config", "fanout", "cms", "lead", "frontend_bridge")
    files = [path for package in packages for path in (BASE_DIR / package).rglob("*.py")]
    put_off = [
        f"{path.relative_to(BASE_DIR)}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and {keyword.arg for keyword in node.keywords} & {"eta", "countdown"}
    ]
    assert put_off == []
