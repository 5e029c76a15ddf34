"""Several real web processes count submissions at once, and end well or badly."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db.models import Sum

from config.counters.flushing import INTERVAL_SECONDS
from lead.models import Lead, SubmissionCount
from tests import processes
from tests.lead.conftest import URL, form
from tests.services import free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.processes
PHONE_LIMIT = 2


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def web(committed: str, port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The `web` role with three worker processes."""
    env = {
        "DATABASE_URL": committed,
        "REDIS_URL": "",  # limits in this database, where no other test has used them up
        "VAR_DIR": str(tmp_path / "var"),
        "WEB_WORKERS": "3",
        "LEAD_LIMIT_CLIENT": "1000/minute",
        "LEAD_LIMIT_PHONE": f"{PHONE_LIMIT}/hour",
    }
    with processes.web_role(env, port, tmp_path / "web.log", timeout=180) as process:
        yield process


def send(port: int, forms: list[dict[str, Any]]) -> list[int]:
    """Four at a time, each on a connection of its own, so that every process gets some."""

    def _send(answers: dict[str, Any]) -> int:
        url = f"http://127.0.0.1:{port}{URL}"
        return httpx.post(url, json=answers, timeout=60, trust_env=False).status_code

    with ThreadPoolExecutor(4) as senders:
        return list(senders.map(_send, forms))


def forms(numbers: range, **changes: Any) -> list[dict[str, Any]]:
    return [
        form(**{"phone_whatsapp": f"08123456{number:04}", "message": f"Halo {number}", **changes})
        for number in numbers
    ]


def counted() -> dict[str, int]:
    rows = SubmissionCount.objects.values_list("outcome").annotate(total=Sum("count"))
    return dict(rows)


def test_processes_that_end_in_order_add_up_right(web: subprocess.Popen[bytes], port: int) -> None:
    sent = [
        *forms(range(20)),
        *forms(range(20, 30), consent=False),
        *forms(range(30, 42), phone_whatsapp="0812-9999-9999"),
    ]
    answered = send(port, sent)
    # An interpreter with this much loaded takes its time to end.
    assert processes.stop(web, timeout=120) == 0
    expected = {"accepted": 20 + PHONE_LIMIT, "invalid": 10, "refused": 12 - PHONE_LIMIT}
    assert {status: answered.count(status) for status in set(answered)} == dict(
        zip((201, 400, 429), expected.values(), strict=True)
    )
    assert counted() == expected


def test_a_killed_process_loses_the_last_seconds_alone(
    web: subprocess.Popen[bytes], port: int
) -> None:
    send(port, forms(range(20)))
    wait_until(lambda: counted() == {"accepted": 20}, timeout=INTERVAL_SECONDS + 20)
    send(port, forms(range(20, 25)))
    processes.kill(web)
    assert 20 <= counted()["accepted"] <= 25
    assert Lead.objects.count() == 25
