"""Row 8: many submissions at once with one key."""

from functools import partial
from typing import Any

import pytest

from fanout.models import Delivery, Event
from lead.models import Lead
from tests.chaos.load import Visitors, together
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook

AT_ONCE = 100


@pytest.mark.chaos(
    row=8,
    test="100 submits at once with one key, 100 rounds",
    holds="100 leads, 100 fan-outs, identical answers",
)
def test_one_key_makes_one_lead_however_many_send_it_at_once(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    webhook("CRM", "http://127.0.0.1:9/")
    url = stage.web()
    replays = []
    for number in range(size.once_rounds):
        send = partial(Visitors.send, number=number, key=f"round-{number}")
        answers = together([url], [send] * AT_ONCE)
        assert {answer.status for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        replays += [answer for answer in answers if "Idempotent-Replayed" in answer.headers]
    figures |= {
        "rounds": size.once_rounds,
        "submits": size.once_rounds * AT_ONCE,
        "leads": Lead.objects.count(),
        "fan-outs": Event.objects.count(),
        "replays": len(replays),
    }
    assert figures["leads"] == figures["fan-outs"] == size.once_rounds
    assert Delivery.objects.count() == size.once_rounds
    assert figures["replays"] == size.once_rounds * (AT_ONCE - 1)
