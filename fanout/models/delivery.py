import uuid
from contextlib import suppress
from typing import Any, Self

from django.contrib import admin
from django.db import DatabaseError, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.database import release_connection
from fanout import registry
from fanout.models.attempt import Attempt
from fanout.models.lease import DeliveryState, LeaseQuerySet


def new_message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


def _crash_evidence() -> Exists:
    unclosed = Attempt.objects.filter(delivery=OuterRef("pk"), ended_at=None)
    underway = Q(lease_token=F("delivery__lease_token"), delivery__lease_until__gte=Now())
    return Exists(unclosed.exclude(underway))


class DeliveryQuerySet(LeaseQuerySet):
    def for_subject(self, subject: str) -> Self:
        """Everything announced about a subject reference, oldest first, with its channels."""
        return (
            self.filter(event__subject=subject)
            .select_related("channel", "event")
            .order_by("created_at", "pk")
        )

    def visible_to(self, user: Any) -> Self:
        """Those whose subjects `user` may know of, as the types of their events say."""
        hidden = Q(pk__in=[])
        for event_type in registry.all_types():
            subjects = event_type.subjects_for and event_type.subjects_for(user)
            if subjects is not None:
                hidden |= Q(event__type=event_type.name) & ~Q(event__subject__in=subjects)
        return self.filter(~hidden)

    def open(self) -> Self:
        """Not in a final state yet."""
        return self.filter(state__in=[DeliveryState.PENDING, DeliveryState.LEASED])

    def given_up(self) -> Self:
        """Dead, and not sent again since."""
        later = Delivery.objects.filter(
            event=OuterRef("event_id"),
            channel=OuterRef("channel_id"),
            replay_no__gt=OuterRef("replay_no"),
        )
        return self.filter(~Exists(later), state=DeliveryState.DEAD)

    def with_crash_evidence(self) -> Self:
        """Each with `maybe_sent`: whether an attempt began, was never closed and is no more."""
        return self.annotate(maybe_sent=_crash_evidence())

    def maybe_sent(self, is_so: bool) -> Self:
        evidence = _crash_evidence()
        return self.filter(evidence if is_so else ~evidence)

    def matching(self, text: str) -> Self:
        """Search by subject, kind of event or message id; everything without a text."""
        found = Q()
        for field in ("event__subject", "event__type", "msg_id"):
            found |= Q(**{f"{field}__icontains": text})
        return self.filter(found) if text else self


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
    #: The first hint since it is due; another follows at `hint_until`.
    hinted_at = models.DateTimeField(null=True)
    hint_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    #: The `SENDER` that leased it last.
    leased_by = models.UUIDField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    accepted_by = models.JSONField(_("received by"), default=list, editable=False)
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

    def record_accepted(self, recipient: str) -> None:
        """Note at once that a recipient has the message, while others still wait for theirs.

        Gives its database connection back, because the next recipient may be slow to answer. A
        database that is away does not stop the sending: the result says it once more.
        """
        self.accepted_by.append(recipient)
        leased = Delivery.objects.filter(pk=self.pk, lease_token=self.lease_token)
        with suppress(DatabaseError):
            leased.update(accepted_by=self.accepted_by)
        release_connection()

    @admin.display(description=_("Announcement"))
    def headline(self) -> str:
        """What it is about, for people: the event's label and the subject's reference."""
        return f"{registry.label(self.event.type)} · {self.event.subject}"
