"""Watch a test message travel the whole way, and miss it when it does not arrive.

The app that owns the message sends it: see `begin`.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models.functions import Now

from fanout import alarm
from fanout.models import Canary, Delivery, Event

Outcome = Canary.Outcome
_LOST = {Outcome.LATE, Outcome.FAILED, Outcome.MISSING}

log = structlog.get_logger(__name__)


class CanaryRefusedError(Exception):
    """It could not set out; its text is a short code without personal data."""


def begin(send: Callable[[], str]) -> None:
    """Let a canary set out: `send` submits it and returns the subject of its announcement.

    `send` raises `CanaryRefusedError`.
    """
    journey = Canary.objects.set_out()
    try:
        subject = send()
    except CanaryRefusedError as error:
        log.error("canary_refused", error=str(error))
        Canary.objects.amend(journey, outcome=Outcome.FAILED, error=str(error)[:80])
    else:
        Canary.objects.amend(journey, subject=subject)


def look() -> None:
    """See how the last canary fares, and tell staff of one that is lost or gets through again.

    While ``CANARY_INTERVAL`` is 0 none is missed, and the last one is forgotten.
    """
    if not settings.CANARY_INTERVAL:
        if Canary.objects.exists():
            Canary.objects.all().delete()
            alarm.forget_canary()
        return
    last = Canary.objects.expect()
    changes = _changes(last)
    if changes and Canary.objects.amend(last.journey, **changes):
        log.info("canary_seen", **changes)
    outcome = str(changes.get("outcome", last.outcome))
    if outcome in _LOST:
        alarm.canary_lost(outcome)
    elif outcome == Outcome.ARRIVED:
        alarm.canary_arrived()


def is_lost() -> bool:
    """Whether canaries are sent, and the last whose end is known did not get through."""
    last = Canary.objects.last() if settings.CANARY_INTERVAL else None
    if last is None:
        return False
    return last.outcome in _LOST or (last.outcome == Outcome.UNDERWAY and alarm.is_canary_missed())


def _changes(last: Canary) -> dict[str, object]:
    """What is new about it; a late one may still arrive."""
    age: timedelta = Canary.objects.values_list(Now(), flat=True)[0] - last.sent_at
    patience = timedelta(seconds=settings.FANOUT_WAITING_ALARM)
    if age > timedelta(seconds=settings.CANARY_INTERVAL) + patience:
        return {"outcome": Outcome.MISSING} if last.outcome != Outcome.MISSING else {}
    if last.outcome not in {Outcome.UNDERWAY, Outcome.LATE}:
        return {}
    found = _journey(last)
    if not found and last.outcome == Outcome.UNDERWAY and age > patience:
        return {"outcome": Outcome.LATE}
    return found


def _journey(last: Canary) -> dict[str, object]:
    """Where its announcement is: arrived everywhere, lost, or {} while that is open."""
    if not last.subject or not Event.objects.filter(subject=last.subject).exists():
        return {}
    deliveries = list(Delivery.objects.for_subject(last.subject))
    if not deliveries:
        return {"outcome": Outcome.FAILED, "error": "no_channel"}
    if any(not delivery.is_final for delivery in deliveries):
        return {}
    finished = [delivery.finished_at for delivery in deliveries if delivery.finished_at]
    if any(delivery.state != Delivery.State.SUCCEEDED for delivery in deliveries):
        return {"outcome": Outcome.FAILED, "error": "not_delivered"}
    return {
        "outcome": Outcome.ARRIVED,
        "seconds": (max(finished) - last.sent_at).total_seconds(),
        "error": "",
    }
