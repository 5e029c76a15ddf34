"""Where requests are counted: Redis while it answers, else the database. Never nowhere."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from django.conf import settings
from limits.errors import StorageError

from lead.limits import database, redis
from lead.limits.policy import Limit, Window

logger = structlog.get_logger(__name__)
Answer = TypeVar("Answer")
#: How long one process leaves Redis alone after a failure: a dead one costs its time-out once.
REST_SECONDS = 5.0


class _Breaker:
    """Remembers, in this process, until when Redis is left alone."""

    def __init__(self) -> None:
        self._closed_at = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._closed_at

    def trip(self) -> None:
        self._closed_at = time.monotonic() + REST_SECONDS

    def reset(self) -> None:
        self._closed_at = 0.0


breaker = _Breaker()


def look(limits: Sequence[Limit]) -> list[Window]:
    """What is left of each limit; writes nothing."""
    return _either(lambda: redis.look(limits, settings.REDIS_URL), lambda: database.look(limits))


def take(limits: Sequence[Limit]) -> bool:
    """Count one request; False when a limit is used up. Call it in the lead's transaction."""
    return _either(lambda: redis.take(limits, settings.REDIS_URL), lambda: database.take(limits))


def _either(in_redis: Callable[[], Answer], in_database: Callable[[], Answer]) -> Answer:
    if not settings.REDIS_URL or breaker.is_open:
        return in_database()
    try:
        return in_redis()
    except StorageError as error:
        breaker.trip()
        logger.warning("lead_limits_without_redis", error=type(error.storage_error).__name__)
        return in_database()
