"""Named counts, gathered in memory until somebody hands them over."""

import threading
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

import structlog
from django.db import InterfaceError, OperationalError

logger = structlog.get_logger(__name__)
Key = TypeVar("Key", bound=Hashable)


class Counters(Generic[Key]):
    """What has been counted in this process since the last `flush`; threads share it.

    A key says what is counted and in which period of time, so that what is handed over a moment
    after midnight still belongs to the day before. `store` gets each batch once; while it fails
    because the database is away, the counts wait for the next flush. Of keys not counted yet no
    more than `most_keys` wait at a time: further ones are lost, which is logged.
    """

    def __init__(
        self, name: str, store: Callable[[Mapping[Key, int]], None], *, most_keys: int = 2000
    ) -> None:
        self.name = name
        self._store = store
        self._most_keys = most_keys
        self._waiting: dict[Key, int] = {}
        self._lost = 0
        self._counting = threading.Lock()
        self._flushing = threading.Lock()

    def add(self, key: Key, amount: int = 1) -> None:
        """Count; costs a dictionary look-up and never waits for the database."""
        with self._counting:
            self._add(key, amount)

    def flush(self) -> None:
        """Hand over what waits. Raises what `store` raises, save that the database is away."""
        # One at a time: the last flush of a process must not return before a running one.
        with self._flushing:
            with self._counting:
                batch, self._waiting = self._waiting, {}
                lost, self._lost = self._lost, 0
            if lost:
                logger.warning("counts_lost", counters=self.name, lost=lost)
            if batch:
                self._hand_over(batch)

    def _hand_over(self, batch: Mapping[Key, int]) -> None:
        try:
            self._store(batch)
        except (OperationalError, InterfaceError) as error:
            logger.warning("counts_wait", counters=self.name, error=type(error).__name__)
            with self._counting:
                for key, amount in batch.items():
                    self._add(key, amount)

    def _add(self, key: Key, amount: int) -> None:
        if key in self._waiting or len(self._waiting) < self._most_keys:
            self._waiting[key] = self._waiting.get(key, 0) + amount
        else:
            self._lost += amount
