"""Counters in the database: for the embedded size, and while Redis is away."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
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


def forget(limits: Sequence[Limit]) -> None:
    """Remove what is counted against these limits."""
    RequestCounter.objects.filter(key__in=[limit.key for limit in limits]).delete()


#: One statement, so that two requests at once cannot both take the last place.
_COUNT = """
INSERT INTO {table} AS counter (key, hits, window_ends_at) VALUES (%(key)s, 1, %(end)s)
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN counter.window_ends_at <= %(now)s THEN 1 ELSE counter.hits + 1 END,
    window_ends_at = CASE
        WHEN counter.window_ends_at <= %(now)s THEN %(end)s ELSE counter.window_ends_at
    END
WHERE counter.window_ends_at <= %(now)s OR counter.hits < %(most)s
"""


def _take(limit: Limit) -> bool:
    now = timezone.now()
    values = {
        "key": limit.key,
        "now": connection.ops.adapt_datetimefield_value(now),
        "end": connection.ops.adapt_datetimefield_value(now + timedelta(seconds=limit.seconds)),
        "most": limit.item.amount,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=RequestCounter._meta.db_table), values)
        return cursor.rowcount == 1
