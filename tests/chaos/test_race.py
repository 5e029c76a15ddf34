"""Row 4, second half: relays and workers all after the same deliveries."""

from collections import Counter
from typing import Any

import pytest

from fanout.models import Attempt, Delivery
from tests.chaos.evidence import announced_leads, wait_until_all_sent
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import receiver

CHANNELS = 5
SETTLE_SECONDS = 600


@pytest.mark.chaos(
    row=4,
    test="four relays and four workers racing over 5,000 rows",
    holds="no delivery claimed twice at once",
)
def test_racing_senders_never_share_a_delivery(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    with receiver(200) as crm:
        for number in range(CHANNELS):
            webhook(f"Channel {number}", crm.url)
        for number in range(size.racers_of_each_role):
            stage.start("worker", f"worker-{number}")
            # Relays take at once what they have hinted at, so that nobody leaves it to another.
            stage.start("relay", f"relay-{number}", FANOUT_INLINE_AFTER="0")
        stage.wait_for("worker", size.racers_of_each_role)
        stage.wait_for("relay", size.racers_of_each_role)
        announced_leads(size.raced_deliveries // CHANNELS)
        wait_until_all_sent(SETTLE_SECONDS)
        stage.stop_all()
    received = Counter(request.headers["webhook-id"] for request in crm.requests)
    sent_by = {name: log.count("fanout_delivery_sent") for name, log in stage.logs().items()}
    figures |= {
        "relays and workers": 2 * size.racers_of_each_role,
        "deliveries": Delivery.objects.count(),
        "attempts": Attempt.objects.count(),
        "received": len(crm.requests),
        "by workers": sum(sent_by[name] for name in sent_by if name.startswith("worker")),
        "by relays": sum(sent_by[name] for name in sent_by if name.startswith("relay")),
    }
    assert set(received.values()) == {1}
    assert len(received) == figures["attempts"] == figures["deliveries"] == size.raced_deliveries
    assert all(sent_by.values()), "somebody did not take part"
