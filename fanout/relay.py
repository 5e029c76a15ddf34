"""The relay: finds due deliveries, hints at them to Celery, and delivers what Celery does not.

Any number of copies may run; the database decides who does what.
"""

import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Now

from fanout import clock
from fanout.deliver import deliver
from fanout.heartbeat import beat_now_and_then, sign_off
from fanout.hints import EXPIRES, HintPublisher
from fanout.models import Delivery, Heartbeat
from fanout.patrol import Patrol
from fanout.wakeup import Doorbell, listening

#: Seconds between two looks at the outbox, when nothing wakes the relay sooner.
INTERVAL = 1.0
HINTS_AT_ONCE = 200
#: A channel gets no more hints than these at a time: all channels' wait in one line at the broker,
#: and each of a long backlog would be one that the others' stand behind.
HINTS_PER_CHANNEL = 20
#: For so many seconds a hint counts as underway. Later a worker has taken it, turned it away
#: because it sends enough of that channel already, or died with it.
UNDERWAY_SECONDS = 5.0
INLINE_THREADS = 8
#: A receiver that hangs blocks no more threads than these.
THREADS_PER_CHANNEL = 2
#: The mark of a hint that was never published: nobody needs to wait for it.
_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Work:
    delivery_id: int
    channel_id: int
    future: Future[None]


class Relay:
    """One relay process; `run` returns soon after `stop` is called."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._bell = Doorbell()
        self._hints = HintPublisher()
        self._pool = ThreadPoolExecutor(INLINE_THREADS, thread_name_prefix="inline")
        self._running: list[_Work] = []
        self._patrol = Patrol()

    def stop(self) -> None:
        """Finish what is being sent, then end. Safe to call from a signal handler."""
        self._stopping.set()
        self._bell.ring()

    def run(self) -> None:
        log.info("relay_started")
        with listening(self._bell):
            while not self._stopping.is_set():
                self._turn_safely()
                self._bell.wait(INTERVAL)
        self._pool.shutdown(wait=True, cancel_futures=True)
        sign_off(Heartbeat.Role.RELAY)
        connections.close_all()
        log.info("relay_stopped")

    def turn(self) -> None:
        """One look at the outbox, and now and then at whether all gets through."""
        beat_now_and_then(Heartbeat.Role.RELAY)
        missed = self._hints.publish(self._mark_hinted())
        Delivery.objects.filter(pk__in=missed).update(hinted_at=_LONG_AGO, hint_until=None)
        self._deliver_overdue()
        self._patrol.walk()

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
        due = Delivery.objects.due()
        wanting = Q(hinted_at=None) | Q(hint_until=None) | Q(hint_until__lt=Now())
        next_ones = due.filter(wanting).fairly().filter(turn__lte=HINTS_PER_CHANNEL)
        # Hinted at once more, it waits no longer for the relay itself: its first hint counts.
        marks = {
            "hinted_at": Coalesce("hinted_at", Now()),
            "hint_until": clock.shifted(None, timedelta(seconds=EXPIRES)),
        }
        rows = next_ones.values_list("pk", "channel", "channel__breaker_open_until")[:HINTS_AT_ONCE]
        if not rows:
            return []
        young = clock.shifted(None, timedelta(seconds=EXPIRES - UNDERWAY_SECONDS))
        hinted = due.filter(hint_until__gte=young).order_by()
        underway = Counter(dict(hinted.values_list("channel").annotate(Count("pk"))))
        marked = []
        for pk, channel, open_until in rows:
            # A half-open breaker lets a single probe through.
            most = HINTS_PER_CHANNEL if open_until is None else 1
            if underway[channel] < most and Delivery.objects.filter(wanting, pk=pk).update(**marks):
                underway[channel] += 1
                marked.append(pk)
        return marked

    def _deliver_overdue(self) -> None:
        """Deliver what has been due for long although others could, within the idle threads."""
        self._running = [work for work in self._running if not work.future.done()]
        then = clock.shifted(None, -timedelta(seconds=settings.FANOUT_INLINE_AFTER))
        # Of a long backlog most wait without a hint.
        waiting = Q(hinted_at__lte=then) | Q(hinted_at=None, next_attempt_at__lte=then)
        overdue = (
            Delivery.objects.due()
            .filter(waiting)
            .exclude(pk__in=[work.delivery_id for work in self._running])
            .fairly()
            .values_list("pk", "channel_id")
        )
        for delivery_id, channel_id in overdue[:INLINE_THREADS]:
            in_channel = [work for work in self._running if work.channel_id == channel_id]
            if len(self._running) < INLINE_THREADS and len(in_channel) < THREADS_PER_CHANNEL:
                future = self._pool.submit(_deliver_here, delivery_id)
                self._running.append(_Work(delivery_id, channel_id, future))
                # A backlog goes on at once, not with the next regular look.
                future.add_done_callback(lambda _future: self._bell.ring())


def _deliver_here(delivery_id: int) -> None:
    close_old_connections()
    try:
        deliver(delivery_id)
    except (DatabaseError, InterfaceError) as error:
        log.warning("relay_delivery_interrupted", delivery=delivery_id, error=type(error).__name__)
    finally:
        connections.close_all()
