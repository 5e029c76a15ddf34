"""Where requests are counted: in the database, and in Redis while it answers.

Redis refuses without a word to the database, and over a moving window.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
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
    windows = _ask_redis(partial(redis.look, limits))
    return database.look(limits) if windows is None else windows


def take(limits: Sequence[Limit]) -> bool:
    """Count one request; False when a limit is used up. Call it in the lead's transaction.

    The database counts what Redis lets through: were it to begin with nothing when Redis fails,
    everybody's limit would double, and a Redis that is slow for one process fails for that alone.
    """
    return _ask_redis(partial(redis.take, limits)) is not False and database.take(limits)


def look_after_refusal(limits: Sequence[Limit]) -> list[Window]:
    """What is left of each limit by the counter that made `take` refuse."""
    windows = look(limits)
    return windows if any(window.is_used_up for window in windows) else database.look(limits)


def forget(limits: Sequence[Limit]) -> None:
    """Remove what is counted against these limits, wherever it is counted."""
    database.forget(limits)
    if not settings.REDIS_URL:
        return
    try:
        redis.forget(limits, settings.REDIS_URL)
    except StorageError as error:
        logger.warning("lead_limits_not_forgotten", error=type(error.storage_error).__name__)


def _ask_redis(question: Callable[[str], Answer]) -> Answer | None:
    """The answer of the Redis at `question`'s URL; None while there is none."""
    if not settings.REDIS_URL or breaker.is_open:
        return None
    try:
        return question(settings.REDIS_URL)
    except StorageError as error:
        breaker.trip()
        logger.warning("lead_limits_without_redis", error=type(error.storage_error).__name__)
        return None
