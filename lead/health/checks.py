"""What was promised (SPEC: alerts and SLO), held against what happens."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.utils import timezone

from config.histogram import Quantile
from fanout import pipeline
from fanout.pipeline import ChannelStatus
from lead.health import figures
from lead.health.figures import Span, Tally

#: Of 30 days.
SUCCESS_TARGET = 0.999
FAILED_SHARE, FAILED_MINUTES = 0.01, 5
SLOW_MS, SLOW_MINUTES = 1000, 10


class Promise(Enum):
    """What is watched."""

    FAILURES = "failures"
    DURATION = "duration"
    WAITING = "waiting"
    SUCCESS = "success"


@dataclass(frozen=True)
class Check:
    """One promise: `value` is None when nothing was measured, `is_broken` says the rest.

    Shares are of 1, times in seconds.
    """

    promise: Promise
    value: float | None
    threshold: float
    is_broken: bool


@dataclass(frozen=True)
class Health:
    """Everything at one moment. `problems` is what a monitor should call somebody for.

    The success of 30 days is none: a call mends nothing of it, and it stays broken for weeks.
    """

    checks: list[Check]
    hours: list[Span]
    days: list[Span]
    fanout: pipeline.Status
    problems: list[str]


def health() -> Health:
    """In a number of statements that does not grow with leads, channels or processes."""
    fanout, days = pipeline.status(), figures.by_day()
    failures = _failures(figures.recent(FAILED_MINUTES).tally)
    duration = _duration(figures.recent(SLOW_MINUTES).p95)
    checks = [failures, duration, _waiting(fanout.channels), _success(days)]
    problems = []
    if failures.is_broken:
        problems.append(f"submissions: {failures.value:.1%} failed within {FAILED_MINUTES} min")
    if duration.is_broken:
        problems.append(f"submissions: p95 over {SLOW_MS} ms within {SLOW_MINUTES} min")
    # What waits too long is among those of the fanout, by channel.
    return Health(checks, figures.by_hour(), days, fanout, [*problems, *fanout.problems])


def _failures(tally: Tally) -> Check:
    share = None if tally.success_rate is None else 1 - tally.success_rate
    is_broken = share is not None and share > FAILED_SHARE
    return Check(Promise.FAILURES, share, FAILED_SHARE, is_broken)


def _duration(p95: Quantile | None) -> Check:
    seconds = p95.units / 1000 if p95 else None
    is_broken = p95 is not None and p95.bucket > SLOW_MS
    return Check(Promise.DURATION, seconds, SLOW_MS / 1000, is_broken)


def _waiting(channels: list[ChannelStatus]) -> Check:
    sending = [channel for channel in channels if channel.is_active and not channel.paused_since]
    since = [channel.oldest_waiting for channel in sending if channel.oldest_waiting]
    waited = (timezone.now() - min(since)).total_seconds() if since else None
    is_broken = any(channel.is_overdue for channel in channels)
    return Check(Promise.WAITING, waited, settings.FANOUT_WAITING_ALARM, is_broken)


def _success(days: list[Span]) -> Check:
    counts: Counter[str] = Counter()
    for day in days:
        counts.update(day.tally.counts)
    rate = Tally(counts).success_rate
    is_broken = rate is not None and rate < SUCCESS_TARGET
    return Check(Promise.SUCCESS, rate, SUCCESS_TARGET, is_broken)
