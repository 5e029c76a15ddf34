"""Who sends a delivery: it is leased to one sender, for a time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Now, RowNumber
from django.utils.translation import gettext_lazy as _

from fanout import clock
from fanout.models.attempt import Attempt
from fanout.models.breaker import Breaker
from fanout.models.channel import Channel

if TYPE_CHECKING:
    from fanout.models.delivery import Delivery

#: Longer than a worker may work on one delivery (CELERY_TASK_TIME_LIMIT), so that a lease never
#: ends under a sender that still lives.
LEASE = timedelta(seconds=120)
#: This process and those that are forked from it: another one after every start.
SENDER = uuid.uuid4()


class DeliveryState(models.TextChoices):
    PENDING = "PENDING", _("Waiting")
    LEASED = "LEASED", _("Being sent")
    SUCCEEDED = "SUCCEEDED", _("Sent")
    DEAD = "DEAD", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


class LeaseQuerySet(models.QuerySet["Delivery"]):
    """What senders ask of deliveries, and tell them."""

    def unclaimed(self, now: datetime | None = None) -> Self:
        """Waiting rows whose time has come, and rows whose sender's lease ran out."""
        moment = clock.at(now)
        waiting = Q(state=DeliveryState.PENDING, next_attempt_at__lte=moment)
        abandoned = Q(state=DeliveryState.LEASED, lease_until__lt=moment)
        return self.filter(waiting | abandoned)

    def due(self, now: datetime | None = None) -> Self:
        """`unclaimed` rows whose channel may be sent to, longest waiting first."""
        admitting = Channel.objects.admitting(now).filter(pk=OuterRef("channel_id"))
        return self.unclaimed(now).filter(Exists(admitting)).order_by("next_attempt_at", "pk")

    def fairly(self) -> Self:
        """The channels take turns, so that the backlog of one does not hold up the others."""
        turn = Window(
            RowNumber(), partition_by=F("channel_id"), order_by=[F("next_attempt_at"), F("pk")]
        )
        return self.annotate(turn=turn).order_by("turn", "next_attempt_at", "pk")

    def being_sent(self) -> Self:
        """Those with a sender that still holds its lease."""
        return self.filter(state=DeliveryState.LEASED, lease_until__gte=Now())

    def claim(
        self, pk: int, now: datetime | None = None, at_most: int | None = None
    ) -> Delivery | None:
        """Lease a due delivery and open its attempt; None when somebody else was quicker.

        `now` is the database's own time unless given. None, too, when this `SENDER` has `at_most`
        others of its channel in hand. What a dead one had does not count.
        """
        token = uuid.uuid4()
        with transaction.atomic():
            if at_most is not None and self._is_crowded(pk, at_most):
                return None
            # One UPDATE whose conditions on the row are its own columns: PostgreSQL checks them
            # again after waiting for a rival, which it would not do for an `IN (SELECT …)`.
            claimed = self.due(now).filter(pk=pk).order_by()._lease(token, now)
            if not claimed:
                return None
            delivery = self.select_related("event", "channel").get(pk=pk)
            breaker = Channel.objects.enter(delivery.channel_id, LEASE, now)
            if breaker is Breaker.OPEN:
                transaction.set_rollback(True)
                return None
            delivery.is_probe = breaker is Breaker.HALF_OPEN
            Attempt.objects.create(delivery=delivery, lease_token=token)
        return delivery

    def _is_crowded(self, pk: int, at_most: int) -> bool:
        # The lock makes rivals count one after the other. NO KEY: publishing need not wait.
        channels = Channel.objects.select_for_update(no_key=True)
        channel = channels.filter(delivery=pk).first()
        if channel is None:
            return False
        return self.filter(channel=channel, leased_by=SENDER).being_sent().count() >= at_most

    def _lease(self, token: uuid.UUID, now: datetime | None) -> bool:
        updated = self.update(
            state=DeliveryState.LEASED,
            lease_token=token,
            lease_until=clock.shifted(now, LEASE),
            leased_by=SENDER,
            attempts=F("attempts") + 1,
        )
        return updated == 1

    def finish(self, delivery: Delivery, **values: Any) -> bool:
        """Write a result, if `delivery` still holds its lease."""
        held = self.filter(pk=delivery.pk, lease_token=delivery.lease_token)
        return held.update(lease_token=None, lease_until=None, **values) == 1

    def finish_sent(self, delivery: Delivery, http_status: int | None) -> None:
        """Success is sticky: it counts even after the lease was lost, save on a cancelled row."""
        self.filter(pk=delivery.pk).exclude(
            state__in=[DeliveryState.CANCELLED, DeliveryState.SUCCEEDED]
        ).update(
            state=DeliveryState.SUCCEEDED,
            lease_token=None,
            lease_until=None,
            finished_at=Now(),
            http_status=http_status,
            last_error_class="",
        )
