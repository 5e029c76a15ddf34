"""Senders that die at random points, as the kernel or a power cut would end them."""

import random
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Pause
from typing import Any

from fanout import clock
from fanout.hints import EXPIRES
from fanout.models import Delivery, Heartbeat
from fanout.models.lease import LEASE
from lead.models import Lead
from tests.chaos.evidence import (
    State,
    announced_leads,
    assert_received,
    message_ids,
    open_attempts,
    wait_until_all_sent,
)
from tests.chaos.stage import READY_SECONDS, Stage, webhook
from tests.fanout.receivers import Receiver, receiver
from tests.waiting import wait_until

SENDERS = 3
LEADS_PER_KILL = 10
#: A receiver's longest answer, so that many a kill comes in the middle of one.
LONGEST_ANSWER = 0.4
SETTLE_SECONDS = 180
#: By then a sender that lives has finished what it holds.
ALIVE_WITHIN = timedelta(seconds=5)


@dataclass
class Crashes:
    """Kills one of several processes of a role again and again, and starts another instead."""

    stage: Stage
    role: str
    dice: random.Random
    started: int = 0

    def start(self) -> None:
        self.started += 1
        self.stage.start(self.role, f"{self.role}-{self.started}")

    def working(self) -> list[str]:
        """The processes of the role that have proved that they work, and live."""
        proven = Heartbeat.objects.filter(role=self.role).values_list("instance", flat=True)
        pids = {int(instance.rpartition(":")[2]) for instance in proven}
        return [
            name
            for name, process in self.stage.processes.items()
            if name.startswith(self.role) and process.pid in pids
        ]

    def kill_one(self, endpoint: Receiver) -> None:
        """SIGKILL at a random moment of sending, with all children, and a new one in its place."""
        names = wait_until(self.working, READY_SECONDS, f"a working {self.role}")
        seen = len(endpoint.requests)
        announced_leads(LEADS_PER_KILL)
        wait_until(lambda: len(endpoint.requests) > seen, READY_SECONDS, "somebody sends")
        Pause().wait(self.dice.uniform(0, LONGEST_ANSWER))
        self.stage.kill(self.dice.choice(names))
        self.start()

    def let_leases_end(self) -> None:
        """Move time on once only the killed hold deliveries: whoever lives is done by then.

        Before that over the hints that died with them, which is less than a lease.
        """
        self.stage.clock.jump(EXPIRES + 1)
        waiting = Delivery.objects.filter(state=State.PENDING)
        wait_until(lambda: not waiting.exists(), SETTLE_SECONDS, "nothing waiting but leases")
        recent = clock.shifted(None, LEASE - ALIVE_WITHIN - timedelta(seconds=EXPIRES + 1))
        sending = Delivery.objects.filter(state=State.LEASED, lease_until__gt=recent)
        wait_until(lambda: not sending.exists(), SETTLE_SECONDS, "only leases of the killed")
        self.stage.clock.jump(LEASE.total_seconds() + 1)


def survive(crashes: Crashes, kills: int) -> dict[str, Any]:
    """Kill so often while leads come in; returns what was measured once all is settled.

    None is lost, and each that came twice came under the same id and shows as *maybe sent*.
    """
    dice = crashes.dice
    with receiver(200) as crm:

        def take_time() -> None:
            Pause().wait(dice.uniform(0, LONGEST_ANSWER))

        crm.on_request = take_time
        webhook("CRM", crm.url)
        for _sender in range(SENDERS):
            crashes.start()
        for _kill in range(kills):
            crashes.kill_one(crm)
        crashes.let_leases_end()
        wait_until_all_sent(SETTLE_SECONDS)
    received = message_ids(crm)
    leads = Lead.objects.values_list("reference", flat=True)
    assert_received(leads, [crm])
    for delivery in Delivery.objects.select_related("event"):
        ids = received[delivery.event.subject.removeprefix("lead:")]
        assert set(ids) == {delivery.msg_id}
        assert len(ids) - 1 <= maybe_sent(delivery) == delivery.attempts - 1
    figures = {
        "kills": kills,
        "leads": len(leads),
        "lost": len(leads) - Delivery.objects.filter(state=State.SUCCEEDED).count(),
        "received twice": sum(len(ids) > 1 for ids in received.values()),
        "maybe sent": open_attempts(),
    }
    assert figures["maybe sent"] > 0, "no kill came in the middle of a delivery"
    return figures


def maybe_sent(delivery: Delivery) -> int:
    return sum(attempt.maybe_sent for attempt in delivery.attempt_set.all())
