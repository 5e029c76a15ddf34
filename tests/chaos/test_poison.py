"""Row 10: a lead that its receiver will never take."""

import json
from typing import Any

import pytest

from fanout.models import Attempt, Delivery
from tests.chaos.evidence import State, announced_leads, message_ids, reference
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import Answer, Request, receiver
from tests.waiting import wait_until

SETTLE_SECONDS = 180


@pytest.mark.chaos(
    row=10, test="poison delivery", holds="dead after 3, neighbours unaffected, loud"
)
def test_a_message_that_is_always_refused_dies_alone_and_loudly(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    with receiver(200) as crm, receiver(200) as duty:
        webhook("CRM", crm.url, event_types=["lead.created"])
        webhook("Duty", duty.url, event_types=["fanout.alarm"])
        half = size.neighbours_of_poison // 2
        neighbours = announced_leads(half)
        poison = {lead.reference for lead in announced_leads(size.poisoned_leads)}
        neighbours += announced_leads(size.neighbours_of_poison - half)

        def refuse(request: Request) -> Answer | None:
            return Answer(422) if reference(request) in poison else None

        crm.judge = refuse
        env = {"FANOUT_RETRY_DELAYS": "1,1,1,1"}
        stage.start("worker", **env)
        stage.start("relay", **env)
        buried = Delivery.objects.filter(state=State.DEAD)
        wait_until(lambda: buried.count() == len(poison), SETTLE_SECONDS, "the poison is dead")
        wait_until(lambda: duty.requests, SETTLE_SECONDS, "the alarm")
        underway = Delivery.objects.open()
        wait_until(lambda: not underway.exists(), SETTLE_SECONDS, "nothing is on its way")
    received = message_ids(crm)
    others = Delivery.objects.filter(channel__name="CRM").exclude(state=State.DEAD)
    status = json.loads(stage.manage("fanout", "status", "--json"))
    logs = "".join(stage.logs().values())
    figures |= {
        "poisoned": len(poison),
        "tries of each": sorted({len(received[name]) for name in poison}),
        "neighbours sent": others.filter(state=State.SUCCEEDED, attempts=1).count(),
        "alarms": len(duty.requests),
        "error lines in the log": logs.count("fanout_delivery_dead"),
    }
    assert figures["tries of each"] == [3]
    assert figures["neighbours sent"] == len(neighbours)
    assert {delivery.attempts for delivery in buried} == {3}
    refusals = Attempt.objects.filter(delivery__in=buried)
    assert set(refusals.values_list("outcome", "http_status")) == {("REFUSED", 422)}
    # One alarm for a dead receiver's many failures, and each of them in log and status.
    assert figures["alarms"] == 1
    assert json.loads(duty.requests[0].body)["data"] == {"channel": "CRM", "what": "dead"}
    assert figures["error lines in the log"] == len(poison)
    assert {channel["name"]: channel["dead"] for channel in status["channels"]} == {
        "CRM": len(poison),
        "Duty": 0,
    }
