"""A worker's pulse: tasks that it sends itself. When none arrives any more, it ends.

A worker looks for a broker that it lost, and mostly goes on when that is back. It may also never
consume again, although the process lives (celery #10205). Celery and kombu 5.7 mend the cases that
they know; this bounds the rest. Whoever supervises the worker starts it again: see the restart
policies in ``docker/``. One that starts without a broker waits for it, and so ends only once.
"""

import os
import threading
import time
from typing import Any

import structlog
from celery.utils.nodenames import worker_direct
from kombu.exceptions import OperationalError

from fanout.tasks import heartbeat

#: Between two tasks.
SECONDS = 20.0
#: Tasks in a row after which the worker took none, from anybody. Together longer than a task may
#: take that sets no limit of its own (CELERY_TASK_TIME_LIMIT).
PATIENCE = 6
#: Seconds to end what is running, as long as a container is given to stop.
GRACE = 75.0
EXIT_STATUS = 1

log = structlog.get_logger(__name__)


class Pulse(threading.Thread):
    """Sends from a thread of its own, because the worker's event loop may be what hangs."""

    def __init__(self, hostname: str, children: int) -> None:
        super().__init__(name="pulse", daemon=True)
        self._children = children
        # A queue of this worker's own: anybody's tasks would hide one of several that hangs.
        self._queue = worker_direct(hostname)
        self._heard = threading.Event()
        self._ending = threading.Event()

    def hear(self, **_signal: Any) -> None:
        """The worker took a task, whichever."""
        self._heard.set()

    def end(self, **_signal: Any) -> None:
        """The worker ends as it was told to."""
        self._ending.set()

    def run(self) -> None:
        unanswered = 0
        while unanswered < PATIENCE:
            self._heard.clear()
            self._send()
            if self._ending.wait(SECONDS):
                return
            if self._heard.is_set():
                unanswered = 0
            elif not self._is_busy():
                unanswered += 1
        self._give_up()

    def _send(self) -> None:
        try:
            # A connection of its own: a child that is forked meanwhile would inherit the locks of
            # the application's pool.
            app = heartbeat.app
            with app.connection_for_write() as connection:
                producer = app.amqp.Producer(connection, auto_declare=False)
                heartbeat.apply_async(
                    queue=self._queue, expires=SECONDS, retry=False, producer=producer
                )
        except (OperationalError, OSError) as error:
            log.warning("worker_pulse_not_sent", error=type(error).__name__)

    def _is_busy(self) -> bool:
        """Whether each child works on a task and still may: then the worker rightly takes none.

        An event loop that hangs never hears that they are done, but their time runs out.
        """
        from celery.worker import state  # only workers need it

        now = time.time()
        # A copy: the worker's own thread goes on adding and removing.
        accepted = [request for request in list(state.requests.values()) if request.time_start]
        working = [one for one in accepted if now < one.time_start + _time_limit(one)]
        return len(working) >= self._children

    def _give_up(self) -> None:
        from celery.worker import state  # only workers need it

        log.error("worker_hears_nothing", at_least_seconds=SECONDS * PATIENCE)
        # The event loop looks at it in each turn, if it turns.
        state.should_stop = EXIT_STATUS  # type: ignore[assignment]
        if not self._ending.wait(GRACE):
            log.error("worker_ends_at_once")
            os._exit(EXIT_STATUS)


def _time_limit(request: Any) -> float:
    """Seconds after which a task is killed, as Celery's pool looks it up."""
    of_message, _soft = request.time_limits
    limit = of_message or request.task.time_limit or heartbeat.app.conf.task_time_limit
    return float(limit or "inf")
