"""What became of the submissions: by hour, by day, and just now."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone

from config.histogram import Quantile
from lead.health.counting import DURATIONS, period_of
from lead.models import Outcome, SubmissionCount

HOURS, DAYS = 48, 30
#: Answered with a 201.
STORED = (Outcome.ACCEPTED, Outcome.REPEATED, Outcome.QUARANTINED)


@dataclass(frozen=True)
class Tally:
    """Submissions by `Outcome`."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def stored(self) -> int:
        return sum(self.of(outcome) for outcome in STORED)

    @property
    def failed(self) -> int:
        return self.of(Outcome.FAILED)

    @property
    def success_rate(self) -> float | None:
        """Of the forms that we had to store, the share that we did; None when there were none.

        What its sender has to mend (4xx) or sent too often (429) is nobody's failure.
        """
        due = self.stored + self.failed
        return self.stored / due if due else None

    def of(self, outcome: str) -> int:
        return self.counts.get(outcome, 0)


@dataclass(frozen=True)
class Span:
    """An hour or a day, by its start in the current time zone."""

    start: datetime
    tally: Tally


def by_hour() -> list[Span]:
    """The last 48 hours, this one last. One statement, like each function here."""
    this = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    starts = [this - timedelta(hours=back) for back in reversed(range(HOURS))]
    return _spans(starts, TruncHour)


def by_day() -> list[Span]:
    """The last 30 days, today last."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return _spans(starts, TruncDay)


def _spans(starts: list[datetime], truncated: Callable[..., Any]) -> list[Span]:
    counts: dict[datetime, dict[str, int]] = defaultdict(dict)
    rows = SubmissionCount.objects.filter(period__gte=starts[0]).annotate(start=truncated("period"))
    for start, outcome, n in rows.values_list("start", "outcome").annotate(n=Sum("count")):
        counts[start][outcome] = n
    return [Span(start, Tally(counts.get(start, {}))) for start in starts]


@dataclass(frozen=True)
class Recent:
    """Submissions of the last minutes."""

    tally: Tally
    durations: Mapping[int, int]

    @property
    def p95(self) -> Quantile | None:
        """The time that 19 of 20 answers took at most, in milliseconds."""
        return DURATIONS.quantile(self.durations, 0.95)


def recent(minutes: int) -> Recent:
    """The whole periods of the last `minutes`, and the one that has begun."""
    since = period_of(timezone.now()) - timedelta(minutes=minutes)
    counts: dict[str, int] = defaultdict(int)
    durations: dict[int, int] = defaultdict(int)
    rows = SubmissionCount.objects.filter(period__gte=since)
    for outcome, took, n in rows.values_list("outcome", "took").annotate(n=Sum("count")):
        counts[outcome] += n
        durations[took] += n
    return Recent(Tally(counts), durations)
