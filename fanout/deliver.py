"""Send one delivery: claim it, open an attempt, render, send, write down what came of it.

Nothing is sent inside a transaction. A process that dies in between leaves an open attempt, and
its lease runs out.
"""

import time
from collections.abc import Callable
from functools import partial
from itertools import chain, repeat

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from config.database import release_connection
from fanout import outcome, registry
from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import Verdict
from fanout.transports import TransportError, transport_for

#: Together with the longest that sending takes (`Transport.send`) shorter than a lease. A worker
#: has until CELERY_TASK_TIME_LIMIT.
WRITING_SECONDS = 60.0
#: Seconds between two tries to write a result; the last counts for all further ones.
WRITING_PAUSES = (0.5, 1.0, 2.0, 4.0)

log = structlog.get_logger(__name__)


def deliver(delivery_id: int, at_most: int | None = None) -> Delivery | None:
    """Deliver what is due under that id, and return it.

    Does nothing and returns None when it is not due, when another does it, or when this
    process and its siblings are sending `at_most` others of its channel.
    """
    delivery = Delivery.objects.claim(delivery_id, at_most=at_most)
    if delivery is not None:
        _carry_out(delivery)
    return delivery


def _carry_out(delivery: Delivery) -> None:
    if delivery.attempts > len(settings.FANOUT_RETRY_DELAYS) + 1:
        # Its senders died one after the other, so no result was ever written.
        outcome.failed(delivery, TransportError("abandoned", Verdict.FAULT))
        return
    try:
        message = _rendered(delivery) or _cancelled(delivery)
        if message is None:
            return
        release_connection()
        http_status = _sent(delivery, message)
    except TransportError as error:
        _write_down(delivery, partial(outcome.failed, delivery, error))
    else:
        _write_down(delivery, partial(outcome.sent, delivery, http_status))


def _write_down(delivery: Delivery, write: Callable[[], None]) -> None:
    """Write a result, as often as it takes while the lease lasts: the receiver may have it.

    Writing it twice, because the first answer was lost, changes nothing more.
    """
    end = time.monotonic() + WRITING_SECONDS
    for pause in chain(WRITING_PAUSES, repeat(WRITING_PAUSES[-1])):
        try:
            write()
            return
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() + pause > end:
                raise
            log.warning(
                "fanout_result_not_written", delivery=delivery.pk, error=type(error).__name__
            )
            release_connection()  # the next one is new
        time.sleep(pause)


def _cancelled(delivery: Delivery) -> Message | None:
    """Cancel a delivery whose subject is gone; its message if the subject came back meanwhile.

    Whoever brings a subject back waits for this transaction, and then finds the cancelled row.
    """
    with transaction.atomic():
        outcome.cancelled(delivery)
        message = _rendered(delivery)
        if message is not None:
            transaction.set_rollback(True)
    return message


def _rendered(delivery: Delivery) -> Message | None:
    event = delivery.event
    try:
        return registry.get(event.type).render(event.subject, event.data)
    except (DatabaseError, SoftTimeLimitExceeded):
        raise
    except Exception as error:  # a fault of any kind in the owning app's code
        raise _fault("render", delivery, error) from error


def _sent(delivery: Delivery, message: Message) -> int | None:
    try:
        return transport_for(delivery.channel).send(delivery, message)
    except TransportError:
        raise
    except SoftTimeLimitExceeded as error:
        raise TransportError("SoftTimeLimitExceeded") from error
    except Exception as error:  # a message no transport can carry, such as a broken address
        raise _fault("send", delivery, error) from error


def _fault(step: str, delivery: Delivery, error: Exception) -> TransportError:
    """A failure that sending again will hardly cure. Logged by kind: its text may name people."""
    log.error("fanout_fault", step=step, delivery=delivery.pk, error=type(error).__name__)
    return TransportError(f"{step}:{type(error).__name__}"[:80], Verdict.FAULT)
