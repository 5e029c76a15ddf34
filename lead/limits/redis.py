"""Counters in Redis, with an atomic moving window (`limits`)."""

import time
from collections.abc import Sequence
from functools import lru_cache

from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from lead.limits.policy import Limit, Window

TIMEOUT_SECONDS = 0.05


def look(limits: Sequence[Limit], url: str) -> list[Window]:
    """What is left of each limit. Raises ``limits.errors.StorageError``."""
    limiter = _limiter(url)
    windows = []
    for limit in limits:
        stats = limiter.get_window_stats(limit.item, limit.key)
        windows.append(Window(limit, stats.remaining, stats.reset_time - time.time()))
    return windows


def take(limits: Sequence[Limit], url: str) -> bool:
    """Count one request against every limit. Raises ``limits.errors.StorageError``."""
    limiter = _limiter(url)
    return all(limiter.hit(limit.item, limit.key) for limit in limits)


def forget(limits: Sequence[Limit], url: str) -> None:
    """Remove what is counted against these limits. Raises ``limits.errors.StorageError``."""
    limiter = _limiter(url)
    for limit in limits:
        limiter.clear(limit.item, limit.key)


@lru_cache(maxsize=2)
def _limiter(url: str) -> MovingWindowRateLimiter:
    storage = RedisStorage(
        url,
        key_prefix="lead",
        wrap_exceptions=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # redis-py retries three times by default, which would be four time-outs.
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]
    )
    return MovingWindowRateLimiter(storage)
