"""Bound how long a request waits for the database."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, OperationalError, connection

from config.database import answer_within, release_connection

#: Together below the three seconds in which a visitor gets an answer: a statement that starts
#: just before the deadline may still wait one lock time.
DEADLINE_SECONDS = 1.9
LOCK_SECONDS = 1.0
#: After somebody found the database away, others are told so at once for this long.
AWAY_SECONDS = 1.0
#: For giving a connection its own waiting times back.
RESTORE_SECONDS = 0.3


class Reachability:
    """What this process's requests know of the database: one finds out, the others need not wait.

    Else the threads would all wait for a database that is away, and the visitors for the threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away_until: float | None = None
        self._there_at = 0.0

    def may_try(self) -> bool:
        """Whether to ask the database; while it is away, only one request at a time may."""
        with self._lock:
            now = time.monotonic()
            if self._away_until is None:
                return True
            if now < self._away_until:
                return False
            self._away_until = now + DEADLINE_SECONDS
            return True

    def is_there(self) -> None:
        with self._lock:
            self._away_until = None
            self._there_at = time.monotonic()

    def is_away(self, began: float) -> None:
        """Note a try that failed, unless another that ended since it `began` did not."""
        with self._lock:
            if self._there_at <= began:
                self._away_until = time.monotonic() + AWAY_SECONDS


reachability = Reachability()


@contextmanager
def bounded_waiting() -> Iterator[None]:
    """Inside, a statement waits for a lock for one second at most and none starts late.

    A server that does not answer at all is waited for until the deadline, then by one request of
    this process at a time.
    Raises ``django.db.OperationalError``, like a database that is away.
    """
    if not reachability.may_try():
        raise OperationalError("the database was away a moment ago")
    began = time.monotonic()
    deadline = began + DEADLINE_SECONDS

    def refuse_late(execute: Callable[..., Any], *args: Any) -> Any:
        if time.monotonic() > deadline:
            raise OperationalError("the request's time for the database is used up")
        return execute(*args)

    with answer_within(DEADLINE_SECONDS):
        try:
            _shorten_waiting()
        except OperationalError:
            reachability.is_away(began)
            raise
        reachability.is_there()
        try:
            with connection.execute_wrapper(refuse_late):
                yield
        finally:
            _restore_waiting()


def _shorten_waiting() -> None:
    milliseconds = int(LOCK_SECONDS * 1000)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        else:
            cursor.execute(
                f"SET lock_timeout = {milliseconds}; SET statement_timeout = {milliseconds}"
            )


def _restore_waiting() -> None:
    """A connection that cannot take the old values back is dropped, not lent to others."""
    if connection.connection is None:
        return  # lost on the way: a new one would have to be waited for
    try:
        with answer_within(RESTORE_SECONDS), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
                cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
            else:
                cursor.execute("RESET lock_timeout; RESET statement_timeout")
    except Error:
        if connection.connection is not None:
            connection.connection.close()
            release_connection()  # the pool takes it out; the next use gets another
