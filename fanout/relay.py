"""The relay: finds due deliveries, hints at them to Celery, and delivers what Celery does not.

Any number of copies may run; the database decides who does what.
"""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import Q
from django.db.models.functions import Now

from fanout import clock
from fanout.deliver import deliver
from fanout.heartbeat import beat_now_and_then
from fanout.hints import HintPublisher
from fanout.models import Delivery, Heartbeat

#: Seconds between two looks at the outbox.
INTERVAL = 1.0
HINTS_AT_ONCE = 200
INLINE_THREADS = 4

log = structlog.get_logger(__name__)


class Relay:
    """One relay process; `run` returns soon after `stop` is called."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._hints = HintPublisher()
        self._pool = ThreadPoolExecutor(INLINE_THREADS, thread_name_prefix="inline")
        self._running: dict[int, Future[None]] = {}

    def stop(self) -> None:
        """Finish what is being sent, then end. Safe to call from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        log.info("relay_started")
        while not self._stopping.is_set():
            self._turn_safely()
            self._stopping.wait(INTERVAL)
        self._pool.shutdown(wait=True, cancel_futures=True)
        connections.close_all()
        log.info("relay_stopped")

    def turn(self) -> None:
        """One look at the outbox."""
        beat_now_and_then(Heartbeat.Role.RELAY)
        self._deliver_inline(self._hints.publish(self._mark_hinted()))
        self._deliver_inline(self._overdue())

    def _turn_safely(self) -> None:
        close_old_connections()
        try:
            self.turn()
        except (DatabaseError, InterfaceError) as error:
            # The database went away: the next turn opens a new connection.
            log.warning("relay_without_database", error=type(error).__name__)
            connections.close_all()

    def _mark_hinted(self) -> list[int]:
        """The deliveries this copy shall hint at: each is marked by exactly one relay."""
        unhinted = Delivery.objects.due().filter(hinted_at=None).values_list("pk", flat=True)
        return [
            pk
            for pk in unhinted[:HINTS_AT_ONCE]
            if Delivery.objects.filter(pk=pk, hinted_at=None).update(hinted_at=Now())
        ]

    def _overdue(self) -> list[int]:
        """Still due although hinted at a while ago, as many as there are idle threads."""
        patience = timedelta(seconds=settings.FANOUT_INLINE_AFTER)
        overdue = Q(hinted_at__lte=clock.shifted(None, -patience))
        self._running = {pk: future for pk, future in self._running.items() if not future.done()}
        idle = INLINE_THREADS - len(self._running)
        if idle <= 0:
            return []
        ids = Delivery.objects.due().filter(overdue).exclude(pk__in=self._running)
        return list(ids.values_list("pk", flat=True)[:idle])

    def _deliver_inline(self, delivery_ids: list[int]) -> None:
        for delivery_id in delivery_ids:
            if delivery_id not in self._running:
                self._running[delivery_id] = self._pool.submit(_deliver_here, delivery_id)


def _deliver_here(delivery_id: int) -> None:
    close_old_connections()
    try:
        deliver(delivery_id)
    except (DatabaseError, InterfaceError) as error:
        log.warning("relay_delivery_interrupted", delivery=delivery_id, error=type(error).__name__)
    finally:
        connections.close_all()
