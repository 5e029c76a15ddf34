import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fanout import clock

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


class Delivery(models.Model):
    """One event on its way to one channel."""

    State = DeliveryState

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
            )
        ]
        permissions = [("replay_delivery", _("Can send deliveries again"))]

    def __str__(self) -> str:
        return self.msg_id
