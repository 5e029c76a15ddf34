"""Row 5: PostgreSQL goes away while leads come in, and comes back."""

import random
import signal
import time
from threading import Event as Pause
from typing import Any

import pytest
from django.db import connection

from lead.models import Lead
from tests.chaos.evidence import assert_received, assert_stored, wait_until_all_sent
from tests.chaos.load import Answer, Load
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import receiver

SETTLE_SECONDS = 180
#: How an operator restarts it, and how a crash does.
SIGNALS = (signal.SIGINT, signal.SIGQUIT)
#: Long enough for whoever tries again ever more rarely to show it.
OUTAGE_SECONDS = (6, 12)
BACK_WITHIN_SECONDS = 5
#: Only who has waited so long may be told that the database is busy.
BUSY_SECONDS = 1
#: Three seconds are promised; a machine with two processors runs everything else here, too.
ANSWER_SECONDS = 5
#: Between two restarts so many leads must get through.
CALM_LEADS = 40


@pytest.mark.chaos(
    row=5,
    test="PostgreSQL restarted under 50 requests a second",
    holds="only 503s while away; every 201 is there after",
)
def test_a_restarted_database_keeps_every_lead_it_took(
    stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any]
) -> None:
    away: list[tuple[float, float]] = []
    with receiver(200) as crm:
        webhook("CRM", crm.url)
        url = stage.web()
        stage.start("worker")
        stage.start("relay")
        stage.wait_for("worker")
        with Load(url, size.database_requests_per_second) as load:
            for number in range(size.database_restarts):
                load.wait_for(CALM_LEADS, 201)
                began = time.monotonic()
                stage.postgres.stop(SIGNALS[number % len(SIGNALS)])
                Pause().wait(dice.uniform(*OUTAGE_SECONDS))
                stage.postgres.start()
                away.append((began, time.monotonic()))
            load.wait_for(CALM_LEADS, 201)
        connection.close()  # this process's own, which the restarts have cut
        wait_until_all_sent(SETTLE_SECONDS)
    refusals = load.with_status(503)
    unprovoked = [answer for answer in refusals if not any(met(answer, out) for out in away)]
    returns = [first_accepted_after(load, end) for _began, end in away]
    figures |= {
        "restarts": len(away),
        "requests": len(load.answers),
        "answers 201": len(load.accepted),
        "answers 503": len(refusals),
        "of these while the database was there and the machine busy": len(unprovoked),
        "slowest 503": f"{max(answer.seconds for answer in refusals):.1f} s",
        "leads": Lead.objects.count(),
        "first 201 after its return": f"{max(returns):.1f} s",
    }
    assert {answer.status for answer in load.answers} == {201, 503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refusals)
    assert all(answer.seconds > BUSY_SECONDS for answer in unprovoked)
    assert max(answer.seconds for answer in refusals) <= ANSWER_SECONDS
    assert max(returns) <= BACK_WITHIN_SECONDS
    assert_stored(load.accepted, channels=1)
    assert_received([answer.reference for answer in load.accepted], [crm])


def met(answer: Answer, outage: tuple[float, float]) -> bool:
    """Whether a request was under way during an outage, or before everything was back."""
    began, end = outage
    return answer.sent_at < end + BACK_WITHIN_SECONDS and answer.sent_at + answer.seconds > began


def first_accepted_after(load: Load, moment: float) -> float:
    """Seconds until somebody who came later was served."""
    return min(
        answer.sent_at + answer.seconds - moment
        for answer in load.accepted
        if answer.sent_at > moment
    )
