"""Counters in the database: for the embedded size, and while Redis is away."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from lead.limits.policy import Limit, Window
from lead.models import RequestCounter


def look(limits: Sequence[Limit]) -> list[Window]:
    """What is left of each limit; writes nothing."""
    now = timezone.now()
    open_windows = RequestCounter.objects.filter(
        key__in=[limit.key for limit in limits], window_ends_at__gt=now
    ).in_bulk()
    windows = []
    for limit in limits:
        counter = open_windows.get(limit.key)
        hits = counter.hits if counter else 0
        rest = (counter.window_ends_at - now).total_seconds() if counter else limit.seconds
        windows.append(Window(limit, limit.item.amount - hits, rest))
    return windows


def take(limits: Sequence[Limit]) -> bool:
    """Count one request against every limit; False as soon as one is used up.

    Runs in the caller's transaction, which is rolled back after a False: a refusal then leaves
    no trace. The order of the keys is fixed, so that two senders cannot deadlock.
    """
    return all(_take(limit) for limit in sorted(limits, key=lambda limit: limit.key))


def _take(limit: Limit) -> bool:
    if _count(limit):
        return True
    closed = RequestCounter(key=limit.key, window_ends_at=timezone.now())
    RequestCounter.objects.bulk_create([closed], ignore_conflicts=True)
    return _count(limit)


def _count(limit: Limit) -> bool:
    """One conditional UPDATE, so that two requests at once cannot both take the last place."""
    now = timezone.now()
    is_over = Q(window_ends_at__lte=now)
    updated = (
        RequestCounter.objects.filter(key=limit.key)
        .filter(is_over | Q(hits__lt=limit.item.amount))
        .update(
            hits=Case(When(is_over, then=Value(1)), default=F("hits") + 1),
            window_ends_at=Case(
                When(is_over, then=Value(now + timedelta(seconds=limit.seconds))),
                default=F("window_ends_at"),
            ),
        )
    )
    return updated == 1
