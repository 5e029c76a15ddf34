"""Take back what is still to be sent about a subject."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Now

from fanout.models import Attempt, Channel, Delivery
from fanout.models.channel import PERSONAL_KINDS
from fanout.models.delivery import DeliveryQuerySet


@dataclass(frozen=True)
class Withdrawal:
    """How many deliveries were cancelled, and which channels know, or may know, of the subject."""

    cancelled: int
    informed: list[Channel]


def withdraw(subjects: Collection[str]) -> Withdrawal:
    """Cancel every unfinished delivery about these subjects, in the caller's transaction.

    A message that a worker holds in its hands at this moment may still leave. Its lease is taken
    away here, so that whatever becomes of it, it is not tried again.
    """
    about = Delivery.objects.filter(event__subject__in=subjects)
    open_now = about.filter(state__in=[Delivery.State.PENDING, Delivery.State.LEASED])
    cancelled = open_now.update(
        state=Delivery.State.CANCELLED, lease_token=None, lease_until=None, finished_at=Now()
    )
    return Withdrawal(cancelled, _informed(about))


def _informed(about: DeliveryQuerySet) -> list[Channel]:
    """Those that got a message, or part of it, or of which nobody knows whether they did.

    Without those that write to one person: the subject itself, or staff that is told no names.
    """
    arrived = Q(outcome=Attempt.Outcome.SENT) | Q(ended_at=None)
    attempts = Attempt.objects.filter(arrived, delivery__in=about)
    partly = about.exclude(accepted_by=[])
    return list(
        Channel.objects.exclude(kind__in=PERSONAL_KINDS).filter(
            Q(pk__in=attempts.values("delivery__channel")) | Q(pk__in=partly.values("channel"))
        )
    )
