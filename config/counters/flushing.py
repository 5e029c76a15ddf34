"""The thread that hands gathered counts over, every few seconds and when the process ends."""

import threading
from typing import Any

import structlog
from django.db import close_old_connections

from config.counters.gathering import Counters
from config.database import answer_within

logger = structlog.get_logger(__name__)
#: What a killed process loses at most.
INTERVAL_SECONDS = 5.0
#: A database that hangs must not keep a process from ending.
STORE_SECONDS = 5.0


class Flusher:
    """Flushes every registered `Counters` of this process."""

    def __init__(self, interval: float = INTERVAL_SECONDS) -> None:
        self._interval = interval
        self._counters: list[Counters[Any]] = []
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def register(self, counters: Counters[Any]) -> None:
        """Make counters known; called from the owning app's ``AppConfig.ready``."""
        if any(known.name == counters.name for known in self._counters):
            raise ValueError(f"The counters {counters.name!r} are registered already.")
        self._counters.append(counters)

    def start(self) -> None:
        """Begin; in the process that counts, because a thread does not survive a fork."""
        self._end.clear()
        self._thread = threading.Thread(target=self._run, name="counters", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End with a last flush. Without a `start` there is nothing to do."""
        if self._thread is None:
            return
        self._end.set()
        self._thread.join(STORE_SECONDS * 2)
        self._thread = None

    def _run(self) -> None:
        while not self._end.wait(self._interval):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        for counters in self._counters:
            try:
                with answer_within(STORE_SECONDS):
                    counters.flush()
            except Exception:
                # The thread outlives a fault of ours: other counters must go on.
                logger.exception("counts_not_stored", counters=counters.name)
        # Back to the pool until the next round.
        close_old_connections()


flusher = Flusher()
register = flusher.register
