"""What a finished try changes: the delivery, its attempt, the channel and its breaker."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from fanout import alarm, clock
from fanout.models import Attempt, Channel, Delivery
from fanout.retry import MAX_FAULTS, Verdict, delay_after
from fanout.transports.base import TransportError

log = structlog.get_logger(__name__)


def sent(delivery: Delivery, http_status: int | None) -> None:
    with transaction.atomic():
        Delivery.objects.finish_sent(delivery, http_status)
        _close(delivery, Attempt.Outcome.SENT, http_status=http_status)
        Channel.objects.record_success(delivery.channel_id)
    log.info(
        "fanout_delivery_sent",
        delivery=delivery.pk,
        channel=delivery.channel_id,
        msg_id=delivery.msg_id,
    )


def cancelled(delivery: Delivery) -> None:
    """The subject is gone, so there is nothing left to say."""
    with transaction.atomic():
        Delivery.objects.finish(delivery, state=Delivery.State.CANCELLED, finished_at=Now())
        _close(delivery, Attempt.Outcome.CANCELLED)
        _give_back_probe(delivery)


def failed(delivery: Delivery, error: TransportError) -> None:
    outcome = Attempt.Outcome.REFUSED if error.is_permanent else Attempt.Outcome.FAILED
    with transaction.atomic():
        _close(delivery, outcome, error.error_class, error.http_status)
        _BY_VERDICT[error.verdict](delivery, error)
    log.warning(
        "fanout_attempt_failed",
        delivery=delivery.pk,
        channel=delivery.channel_id,
        error=error.error_class,
        attempt=delivery.attempts,
    )


def _retry(delivery: Delivery, error: TransportError) -> None:
    if error.blames_the_receiver:
        Channel.objects.record_failure(delivery.channel_id, is_probe=delivery.is_probe)
    else:
        Channel.objects.record_success(delivery.channel_id)
    _again_or_bury(delivery, error, delay_after(delivery.attempts, error.retry_after))


def _fault(delivery: Delivery, error: TransportError) -> None:
    if error.was_answered:
        Channel.objects.record_success(delivery.channel_id)  # so it is alive
    else:
        _give_back_probe(delivery)
    refusals = Attempt.objects.filter(delivery=delivery, outcome=Attempt.Outcome.REFUSED).count()
    _again_or_bury(
        delivery, error, delay_after(delivery.attempts) if refusals < MAX_FAULTS else None
    )


def _give_back_probe(delivery: Delivery) -> None:
    """What never left us says nothing about the receiver: the next delivery is the probe."""
    if delivery.is_probe:
        Channel.objects.give_back_probe(delivery.channel_id)


def _pause(delivery: Delivery, error: TransportError) -> None:
    """The channel needs a person: its deliveries wait, and this try does not count."""
    if _finish(delivery, error, state=Delivery.State.PENDING, attempts=F("attempts") - 1):
        _stop(delivery, error)


def _disable(delivery: Delivery, error: TransportError) -> None:
    sending = Channel.objects.filter(pk=delivery.channel_id)
    started_at = _started_at(delivery)
    if started_at and sending.filter(resumed_at__gt=started_at).exists():
        # The answer is to what was there before somebody put it right.
        _pause(delivery, error)
        return
    sending.update(is_active=False)
    is_told = _stop(delivery, error)
    _bury(delivery, error, is_told=is_told)


def _stop(delivery: Delivery, error: TransportError) -> bool:
    """Whether the channel stopped now, of which the others are told then."""
    is_news = delivery.channel.pause(error.pause_reason, tried_at=_started_at(delivery))
    if is_news:
        alarm.channel_stopped(delivery.channel_id)
    return is_news


def _started_at(delivery: Delivery) -> datetime | None:
    attempt = delivery.attempt_set.filter(lease_token=str(delivery.lease_token)).first()
    return attempt.started_at if attempt else None


_BY_VERDICT = {
    Verdict.RETRY: _retry,
    Verdict.FAULT: _fault,
    Verdict.PAUSE: _pause,
    Verdict.DISABLE: _disable,
}


def _again_or_bury(delivery: Delivery, error: TransportError, delay: timedelta | None) -> None:
    if delay is None:
        _bury(delivery, error)
        return
    _finish(
        delivery,
        error,
        state=Delivery.State.PENDING,
        next_attempt_at=clock.shifted(None, delay),
    )


def _bury(delivery: Delivery, error: TransportError, *, is_told: bool = False) -> None:
    if _finish(delivery, error, state=Delivery.State.DEAD, finished_at=Now()):
        log.error("fanout_delivery_dead", delivery=delivery.pk, channel=delivery.channel_id)
        if not is_told:
            alarm.delivery_dead(delivery)


def _finish(delivery: Delivery, error: TransportError, **values: object) -> bool:
    return Delivery.objects.finish(
        delivery,
        hinted_at=None,
        last_error_class=error.error_class,
        http_status=error.http_status,
        accepted_by=[*delivery.accepted_by, *error.accepted],
        **values,
    )


def _close(
    delivery: Delivery, outcome: str, error_class: str = "", http_status: int | None = None
) -> None:
    delivery.attempt_set.filter(lease_token=str(delivery.lease_token)).update(
        ended_at=Now(), outcome=outcome, error_class=error_class, http_status=http_status
    )
