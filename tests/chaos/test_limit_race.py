"""Row 11: many parallel requests at a limit, over several processes."""

import signal
from functools import partial
from typing import Any

import pytest

from lead.models import Lead
from tests.chaos.load import Visitors, form, together
from tests.chaos.sizes import Size
from tests.chaos.stage import READY_SECONDS, Stage, serves
from tests.waiting import wait_until

PROCESSES = 8
LIMIT = 5
HOLDS = "exactly 5 accepted, with Redis and with Redis down"


@pytest.mark.chaos(
    row=11, test="200 parallel requests at a limit of 5 over 8 processes", holds=HOLDS
)
def test_a_limit_holds_over_all_processes(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    env = {"WEB_WORKERS": "1", "WEB_THREADS": "2", "LEAD_LIMIT_CLIENT": f"{LIMIT}/hour"}
    urls = [stage.start_web(f"web-{number}", environment=env) for number in range(PROCESSES)]
    for url in urls:
        wait_until(partial(serves, url), READY_SECONDS, "the web role")
    figures["with Redis"] = accepted_of_one_client(urls, size.limited_requests, first=0)
    stage.redis.stop(signal.SIGKILL)
    figures["with Redis down"] = accepted_of_one_client(urls, size.limited_requests, first=10_000)
    assert figures == {"with Redis": LIMIT, "with Redis down": LIMIT}
    assert Lead.objects.count() == 2 * LIMIT


def accepted_of_one_client(urls: list[str], count: int, first: int) -> int:
    """How many of a client's different forms, sent at once, were taken; the others get a 429."""
    sends = [
        partial(Visitors.send, number=first, answers=form(number))
        for number in range(first, first + count)
    ]
    statuses = [answer.status for answer in together(urls, sends)]
    assert set(statuses) == {201, 429}
    return statuses.count(201)
