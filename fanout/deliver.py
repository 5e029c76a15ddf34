"""Send one delivery: claim it, open an attempt, render, send, write down what came of it.

Nothing is sent inside a transaction. A process that dies in between leaves an open attempt, and
its lease runs out.
"""

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection

from fanout import outcome, registry
from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import Verdict
from fanout.transports import TransportError, transport_for

log = structlog.get_logger(__name__)


def deliver(delivery_id: int) -> None:
    """Deliver what is due under that id; does nothing when it is not, or when another does."""
    delivery = Delivery.objects.claim(delivery_id)
    if delivery is None:
        return
    if delivery.attempts > len(settings.FANOUT_RETRY_DELAYS) + 1:
        # Its senders died one after the other, so no result was ever written.
        outcome.failed(delivery, TransportError("abandoned"))
        return
    try:
        message = _rendered(delivery)
        if message is None:
            outcome.cancelled(delivery)
            return
        _release_connection()
        http_status = _sent(delivery, message)
    except TransportError as error:
        outcome.failed(delivery, error)
    else:
        outcome.sent(delivery, http_status)


def _release_connection() -> None:
    """A slow receiver must not hold one of the pool's few connections."""
    if not connection.in_atomic_block:
        connection.close()


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
