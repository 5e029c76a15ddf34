"""Hints to Celery: the ids of due deliveries, so that a worker starts at once.

A broker may be slow, hang for ever (celery #4296) or be gone. So hints are published by a thread
of their own that may be left behind, and after a failure the broker is left alone for a while.
"""

import queue
import threading
import time
from collections.abc import Iterable

import structlog
from kombu.exceptions import OperationalError

from fanout.tasks import deliver_task

#: Seconds after which a hint that nobody took is worthless: the relay delivers by itself.
EXPIRES = 60
#: Seconds that publishing one batch may take before the broker counts as hanging.
PATIENCE = 3.0
#: Seconds without a further try after a failure.
QUIET_TIME = 10.0

log = structlog.get_logger(__name__)


class _Batch:
    def __init__(self, delivery_ids: list[int]) -> None:
        self.waiting = delivery_ids
        self.published: list[int] = []
        self.done = threading.Event()


class HintPublisher:
    """Publishes hints and answers within `PATIENCE` seconds, whatever the broker does."""

    def __init__(self) -> None:
        self._batches: queue.Queue[_Batch] = queue.Queue()
        self._hanging: _Batch | None = None
        self._quiet_until = 0.0
        threading.Thread(target=self._work, name="hints", daemon=True).start()

    def publish(self, delivery_ids: Iterable[int]) -> list[int]:
        """Publish a hint per delivery; returns those that were *not* published."""
        batch = _Batch(list(delivery_ids))
        if not batch.waiting or not self._is_usable():
            return batch.waiting
        self._batches.put(batch)
        if not batch.done.wait(PATIENCE):
            self._hanging = batch
        published = set(batch.published)
        missed = [delivery_id for delivery_id in batch.waiting if delivery_id not in published]
        if missed:
            self._quiet_until = time.monotonic() + QUIET_TIME
            log.warning("fanout_broker_unavailable", missed=len(missed))
        return missed

    def _is_usable(self) -> bool:
        if self._hanging is not None and self._hanging.done.is_set():
            self._hanging = None
        return self._hanging is None and time.monotonic() >= self._quiet_until

    def _work(self) -> None:
        while True:
            batch = self._batches.get()
            try:
                for delivery_id in batch.waiting:
                    deliver_task.apply_async((delivery_id,), expires=EXPIRES, retry=False)
                    batch.published.append(delivery_id)
            except (OperationalError, OSError) as error:
                log.warning("fanout_hint_failed", error=type(error).__name__)
            finally:
                batch.done.set()
