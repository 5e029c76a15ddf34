"""Neither wait too long for the database, nor hold on to it while waiting for others.

A caller's wait for PostgreSQL is bounded whatever state the server is in.

The kernel of a server that hangs still acknowledges what is sent to it, so neither keepalives nor
``tcp_user_timeout`` end the wait, and ``statement_timeout`` needs a server that runs.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import connection
from psycopg.errors import _WaitTimeout

_deadline: ContextVar[float | None] = ContextVar("database_deadline", default=None)


@contextmanager
def answer_within(seconds: float) -> Iterator[None]:
    """Inside, in this thread, waiting for PostgreSQL ends by then with an ``OperationalError``.

    The connection is dropped with it: what it would have answered cannot be told from the next.
    Only for connections of the pool, and without effect on SQLite.
    """
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that keeps to `answer_within`."""

    _was_dropped = False

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        deadline = _deadline.get()
        if deadline is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(deadline - time.monotonic(), 0))
        except _WaitTimeout:
            self._was_dropped = True
            self.pgconn.finish()
            raise psycopg.OperationalError("the server did not answer in time") from None

    def rollback(self) -> None:
        """The server does it when it misses a dropped connection.

        An error would make Django open a new one at once, and wait for that.
        """
        if not self._was_dropped:
            super().rollback()


def release_connection() -> None:
    """Give this thread's connection back before a wait for somebody else: a pool has few.

    Inside a transaction it stays.
    """
    if not connection.in_atomic_block:
        connection.close()
