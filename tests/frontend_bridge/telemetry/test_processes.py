"""Several real web processes count at once, and end well or badly."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.db.models import Sum

from config.counters.flushing import INTERVAL_SECONDS
from frontend_bridge.models import VitalCount
from tests import processes
from tests.frontend_bridge.telemetry.conftest import SITE, URL, beacon, entry
from tests.services import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.processes


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def web(committed: str, port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The `web` role with three worker processes."""
    env = {
        "DATABASE_URL": committed,
        "VAR_DIR": str(tmp_path / "var"),
        "STOREFRONT_URL": SITE,
        "WEB_WORKERS": "3",
    }
    with processes.web_role(env, port, tmp_path / "web.log") as process:
        yield process


def send(port: int, numbers: range) -> None:
    """One connection per beacon, so that every process gets some."""
    for number in numbers:
        answer = httpx.post(
            f"http://127.0.0.1:{port}{URL}",
            json=beacon(entry("LCP", number)),
            headers={"Origin": SITE},
            timeout=60,
            trust_env=False,
        )
        assert answer.status_code == 204


def counted() -> int:
    return VitalCount.objects.aggregate(total=Sum("count"))["total"] or 0


def test_processes_that_end_in_order_lose_nothing(web: subprocess.Popen[bytes], port: int) -> None:
    send(port, range(30))
    # An interpreter with this much loaded takes its time to end.
    assert processes.stop(web, timeout=120) == 0
    assert counted() == 30
    assert VitalCount.objects.count() == 1


def test_a_killed_process_loses_the_last_seconds_alone(
    web: subprocess.Popen[bytes], port: int
) -> None:
    send(port, range(20))
    wait_until(lambda: counted() == 20, timeout=INTERVAL_SECONDS + 20)
    send(port, range(20, 25))
    processes.kill(web)
    assert 20 <= counted() <= 25
