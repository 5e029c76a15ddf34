"""Too many beacons of one client.

Counted in this process alone: a beacon costs less than asking Redis or the database whether it may
come, and what a client may send is a protection of memory and counts, not of anything that must
never happen once too often. With N web processes a client has at most N times the limit.
"""

import math
import time
from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from config.client_address import client_network


def seconds_to_wait(request: HttpRequest) -> int:
    """Counts the request; 0 when it may come. Addresses are only held in memory."""
    client = client_network(request)
    for item in _limits(settings.TELEMETRY_LIMIT_CLIENT):
        if not _limiter().hit(item, client):
            ends_at = _limiter().get_window_stats(item, client).reset_time
            return max(1, math.ceil(ends_at - time.time()))
    return 0


@cache
def _limiter() -> FixedWindowRateLimiter:
    # On first use, because its storage starts a thread.
    return FixedWindowRateLimiter(MemoryStorage())


@lru_cache(maxsize=8)
def _limits(setting: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(setting))
