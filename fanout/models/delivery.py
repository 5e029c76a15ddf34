import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib import admin
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Now, RowNumber
from django.utils.translation import gettext_lazy as _

from fanout import clock, registry
from fanout.models.attempt import Attempt
from fanout.models.channel import Breaker, Channel

#: Longer than a worker may work on one delivery (CELERY_TASK_TIME_LIMIT), so that a lease never
#: ends under a sender that still lives.
LEASE = timedelta(seconds=120)


def new_message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


class DeliveryState(models.TextChoices):
    PENDING = "PENDING", _("Waiting")
    LEASED = "LEASED", _("Being sent")
    SUCCEEDED = "SUCCEEDED", _("Sent")
    DEAD = "DEAD", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def for_subject(self, subject: str) -> Self:
        """Everything announced about a subject reference, oldest first, with its channels."""
        return (
            self.filter(event__subject=subject)
            .select_related("channel", "event")
            .order_by("created_at", "pk")
        )

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

    def claim(self, pk: int, now: datetime | None = None) -> "Delivery | None":
        """Lease a due delivery and open its attempt; None when somebody else was quicker.

        `now` is the database's own time unless given.
        """
        token = uuid.uuid4()
        with transaction.atomic():
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

    def _lease(self, token: uuid.UUID, now: datetime | None) -> bool:
        updated = self.update(
            state=DeliveryState.LEASED,
            lease_token=token,
            lease_until=clock.shifted(now, LEASE),
            attempts=F("attempts") + 1,
        )
        return updated == 1

    def finish(self, delivery: "Delivery", **values: Any) -> bool:
        """Write a result, if `delivery` still holds its lease."""
        held = self.filter(pk=delivery.pk, lease_token=delivery.lease_token)
        return held.update(lease_token=None, lease_until=None, **values) == 1

    def finish_sent(self, delivery: "Delivery", http_status: int | None) -> None:
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


class Delivery(models.Model):
    """One event on its way to one channel."""

    State = DeliveryState
    #: Whether this claim is the half-open breaker's single probe; set by `claim`.
    is_probe: bool = False

    event = models.ForeignKey("fanout.Event", verbose_name=_("event"), on_delete=models.CASCADE)
    channel = models.ForeignKey(
        "fanout.Channel", verbose_name=_("channel"), on_delete=models.PROTECT
    )
    replay_no = models.PositiveSmallIntegerField(_("replay"), default=0)
    msg_id = models.CharField(
        _("message id"), max_length=64, default=new_message_id, db_index=True, editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    next_attempt_at = models.DateTimeField(_("next attempt"), db_default=Now())
    hinted_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    last_error_class = models.CharField(_("last error"), max_length=80, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "replay_no"], name="fanout_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["PENDING", "LEASED"]),
                name="fanout_delivery_open",
            ),
            # SQLite cannot use a partial index for a condition that arrives as a parameter.
            models.Index(fields=["state", "next_attempt_at"], name="fanout_delivery_state"),
        ]
        default_permissions = ["view"]
        permissions = [("replay_delivery", _("Can send deliveries again"))]

    def __str__(self) -> str:
        return self.msg_id

    @property
    def is_final(self) -> bool:
        """Whether nothing will be sent any more unless somebody replays it."""
        return self.state in {self.State.SUCCEEDED, self.State.DEAD, self.State.CANCELLED}

    @admin.display(description=_("Announcement"))
    def headline(self) -> str:
        """What it is about, for people: the event's label and the subject's reference."""
        return f"{registry.label(self.event.type)} · {self.event.subject}"
