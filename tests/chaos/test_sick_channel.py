"""Row 7: one channel is sick in every way for minutes; the other must not notice."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from fanout.models import Channel, Delivery
from fanout.models.breaker import BREAKER_LONGEST_PAUSE
from lead.announcement import CREATED
from tests.chaos.evidence import State, reference, wait_until_all_sent
from tests.chaos.load import Load
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import RESET, Answer, Receiver, receiver
from tests.waiting import wait_until

PER_SECOND = 3
#: So long at once the simulated clock moves on: less than a lease, and than a breaker's pause.
STEP_SECONDS = 30
#: Of simulated time between two probes: twice the breaker's longest pause.
LONGEST_SECONDS = 2 * BREAKER_LONGEST_PAUSE.total_seconds()
#: Leads that come in between two steps, and before the sickness.
LEADS_PER_STEP = 3
CALM_LEADS = 15
#: A healthy delivery takes a moment and at most one turn of the relay, which is a second.
TOLERATED_SECONDS = 1.0


@pytest.mark.chaos(
    row=7,
    test="one channel answers 500, hangs 30 s, resets, for 10 minutes of simulated time",
    holds="other channels' delay unchanged; breaker opens, probes, drains",
)
def test_a_sick_channel_delays_no_other(stage: Stage, size: Size, figures: dict[str, Any]) -> None:
    with receiver(200) as sick, receiver(200) as sound:
        channel = webhook("Sick", sick.url)
        webhook("Sound", sound.url, event_types=[CREATED])
        url = stage.web()
        stage.start("worker")
        # So that it hides no worker that has no child left for the sound channel.
        stage.start("relay", FANOUT_INLINE_AFTER="600")
        stage.wait_for("worker")
        stage.wait_for("relay")
        with Load(url, PER_SECOND) as load:
            load.wait_for(CALM_LEADS, 201)
            began = time.monotonic()
            probes = {}
            for name in size.sicknesses:
                before = len(sick.requests)
                with SICKNESSES[name](sick):
                    be_sick(
                        stage, sick, channel, load, size.sick_minutes * 60 / len(size.sicknesses)
                    )
                probes[name] = len(sick.requests) - before
            ended = time.monotonic()
            assert not Channel.objects.admitting().filter(pk=channel.pk).exists()
            drain(stage, load)
        wait_until_all_sent(120)
        assert Channel.objects.admitting().filter(pk=channel.pk, breaker_open_until=None).exists()
    arrived = {reference(request): request.at for request in sound.requests}
    delays = [
        (answer.sent_at, arrived[answer.reference] - answer.sent_at - answer.seconds)
        for answer in load.accepted
    ]
    calm = sorted(delay for at, delay in delays if at < began)
    troubled = sorted(delay for at, delay in delays if began <= at < ended)
    figures |= {
        "sound channel before": describe(calm),
        "sound channel meanwhile": describe(troubled),
        **{f"tries while it {name}": count for name, count in probes.items()},
    }
    assert troubled[-1] <= calm[-1] + TOLERATED_SECONDS


@contextmanager
def hangs(sick: Receiver) -> Iterator[None]:
    sick.hold.clear()
    yield
    sick.hold.set()


@contextmanager
def fails(sick: Receiver) -> Iterator[None]:
    sick.answers = [Answer(500)]
    yield
    sick.answers = [Answer(200)]


@contextmanager
def resets(sick: Receiver) -> Iterator[None]:
    sick.answers = [RESET]
    yield
    sick.answers = [Answer(200)]


SICKNESSES: dict[str, Callable[[Receiver], Any]] = {
    "answers 500": fails,
    "hangs": hangs,
    "resets": resets,
}


def be_sick(stage: Stage, sick: Receiver, channel: Channel, load: Load, seconds: float) -> None:
    """Let so much simulated time pass, and as much as it takes until the receiver was tried.

    The clock stands still while the sick one is waited for.
    """
    in_flight = Delivery.objects.filter(channel=channel, state=State.LEASED)
    admitting = Channel.objects.admitting().filter(pk=channel.pk)
    before = len(sick.requests)
    wait_until(lambda: not admitting.exists(), 240, "the breaker opens")
    passed = 0
    while passed < seconds or len(sick.requests) == before:
        assert passed < LONGEST_SECONDS, "no probe"
        load.wait_for(LEADS_PER_STEP, 201)
        wait_until(lambda: not in_flight.exists(), 60, "the try is over")
        stage.clock.jump(STEP_SECONDS)
        passed += STEP_SECONDS


def drain(stage: Stage, load: Load) -> None:
    """Let time pass until everything that had waited is sent."""
    unsent = Delivery.objects.exclude(state=State.SUCCEEDED)
    for _step in range(100):
        load.wait_for(LEADS_PER_STEP, 201)
        if unsent.count() <= LEADS_PER_STEP:
            return
        stage.clock.jump(STEP_SECONDS)
    raise AssertionError(f"{unsent.count()} deliveries still wait")


def describe(delays: list[float]) -> str:
    median, longest = delays[len(delays) // 2], delays[-1]
    return f"median {median:.2f} s, longest {longest:.2f} s"
