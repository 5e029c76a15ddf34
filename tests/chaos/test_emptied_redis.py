"""Row 2: somebody empties Redis while announcements wait in it."""

import time
from functools import partial
from typing import Any

import pytest
import redis

from fanout.relay import HINTS_PER_CHANNEL
from tests.chaos.evidence import announced_leads, assert_received, wait_until_all_sent, worker_sends
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import receiver
from tests.waiting import wait_until

HELD_SECONDS = 90
WORKER_CONCURRENCY = 2


@pytest.mark.chaos(row=2, test="`FLUSHALL` with 1,000 waiting", holds="all delivered within 90 s")
def test_emptied_redis_delays_and_loses_nothing(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    with receiver(200) as crm, redis.Redis.from_url(stage.redis.url) as broker:
        webhook("CRM", crm.url)
        stage.start("relay")
        stage.start("worker")
        stage.wait_for("worker")
        with stage.frozen("worker"):
            leads = announced_leads(size.emptied_waiting)
            # A frozen worker has asked for the first ones already.
            hints = HINTS_PER_CHANNEL - WORKER_CONCURRENCY
            wait_until(lambda: broker.llen("celery") >= hints, 60, "the hints")
            figures["hints in Redis"] = broker.llen("celery")
            broker.flushall()
            emptied_at = time.monotonic()
        wait_until_all_sent(HELD_SECONDS)
        figures |= {
            "waiting": sum(request.at > emptied_at for request in crm.requests),
            "last delivery after": f"{crm.requests[-1].at - emptied_at:.0f} s",
        }
        wait_until(partial(worker_sends, stage), HELD_SECONDS, "the worker sends again")
    assert figures["waiting"] == len(leads)
    assert_received([lead.reference for lead in leads], [crm])
