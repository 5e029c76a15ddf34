"""Counting submissions without a write per request: a burst of refusals costs no row each."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from config.counters import Counters, add_to_rows
from config.histogram import Histogram
from lead.models import LONG_AGO, Outcome, SubmissionCount

PERIOD = timedelta(minutes=5)
#: Milliseconds.
DURATIONS = Histogram((25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000))
#: For how long periods are told apart.
KEPT = timedelta(days=60)
MERGED_AT_ONCE = 5000


class Key(NamedTuple):
    """The columns of a row of `SubmissionCount`."""

    period: datetime
    outcome: str
    took: int


def period_of(moment: datetime) -> datetime:
    """When the five minutes of a moment began."""
    seconds = moment.timestamp()
    return datetime.fromtimestamp(seconds - seconds % PERIOD.total_seconds(), tz=UTC)


def store(counts: Mapping[Key, int]) -> None:
    """Add a batch to the database, all or nothing."""
    add_to_rows(SubmissionCount, counts)


counters: Counters[Key] = Counters("lead_submissions", store)


def count(outcome: Outcome, seconds: float) -> None:
    """Count a submission that ended so after so long."""
    took = DURATIONS.bucket(seconds * 1000)
    counters.add(Key(period_of(timezone.now()), outcome.value, took))


def merge_old_counts() -> int:
    """Add what is over 60 days old to one row per outcome and duration; returns how many rows went.

    No count is deleted, or Prometheus would take the smaller total for a restart from zero.
    """
    old = SubmissionCount.objects.filter(period__gt=LONG_AGO, period__lt=timezone.now() - KEPT)
    with transaction.atomic():
        # Locked before they are added up: of two that merge at once, one finds nothing.
        rows = old.select_for_update().order_by("pk").values_list("pk", flat=True)
        merged = SubmissionCount.objects.filter(pk__in=list(rows[:MERGED_AT_ONCE]))
        sums = merged.values_list("outcome", "took").annotate(n=Sum("count"))
        store({Key(LONG_AGO, outcome, took): n for outcome, took, n in sums})
        return merged.delete()[0]
