from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fanout import clock, vault

#: For how long a replaced secret still signs beside the new one.
ROTATION_OVERLAP = timedelta(hours=24)
BREAKER_THRESHOLD = 5
BREAKER_FIRST_PAUSE = timedelta(seconds=60)
BREAKER_LONGEST_PAUSE = timedelta(minutes=15)


class Breaker(Enum):
    """A circuit breaker's three positions (Nygard, *Release It!*)."""

    CLOSED = "closed"
    HALF_OPEN = "half open"
    OPEN = "open"


class ChannelQuerySet(models.QuerySet["Channel"]):
    def subscribed_to(self, event_type: str) -> list[Channel]:
        """The active channels that want events of that type, paused ones included."""
        return [channel for channel in self.filter(is_active=True) if channel.wants(event_type)]

    def admitting(self, now: datetime | None = None) -> Self:
        """Channels that may be sent to: active, not paused, breaker closed or due for a probe."""
        closed = Q(breaker_open_until=None) | Q(breaker_open_until__lte=clock.at(now))
        return self.filter(closed, is_active=True, paused_at=None)

    def enter(self, channel_id: int, lease: timedelta, now: datetime | None = None) -> Breaker:
        """The breaker's answer to a sender; `HALF_OPEN` makes this sender the single probe.

        The probe holds the breaker open for `lease`, so that a sender which dies in the middle
        only delays the next probe.
        """
        half_open = self.filter(pk=channel_id, breaker_open_until__lte=clock.at(now))
        if half_open.update(breaker_open_until=clock.shifted(now, lease)):
            return Breaker.HALF_OPEN
        closed = self.filter(pk=channel_id, breaker_open_until=None).exists()
        return Breaker.CLOSED if closed else Breaker.OPEN

    def record_success(self, channel_id: int) -> None:
        """Close the breaker."""
        self.filter(pk=channel_id).exclude(failures_in_a_row=0, breaker_open_until=None).update(
            failures_in_a_row=0, breaker_openings=0, breaker_open_until=None
        )

    def record_failure(
        self, channel_id: int, *, is_probe: bool = False, now: datetime | None = None
    ) -> None:
        """Count a failure; the fifth in a row opens the breaker, a failed probe for twice as long.

        Other failures that were under way when it opened do not lengthen the pause.
        """
        with transaction.atomic():
            self.filter(pk=channel_id).update(failures_in_a_row=F("failures_in_a_row") + 1)
            channel = self.select_for_update().get(pk=channel_id)
            is_open = channel.breaker_open_until is not None
            if channel.failures_in_a_row < BREAKER_THRESHOLD or (is_open and not is_probe):
                return
            pause = BREAKER_FIRST_PAUSE * 2 ** min(channel.breaker_openings, 10)
            until = clock.shifted(now, min(pause, BREAKER_LONGEST_PAUSE))
            self.filter(pk=channel_id).update(
                breaker_open_until=until, breaker_openings=F("breaker_openings") + 1
            )


class Channel(models.Model):
    """Somewhere announcements go, with its settings and its circuit breaker."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    class PauseReason(models.TextChoices):
        BY_HAND = "BY_HAND", _("Paused by hand")
        UNAUTHORIZED = "401", _("The receiver no longer accepts our credentials (401)")
        FORBIDDEN = "403", _("The receiver refuses us (403)")
        NOT_FOUND = "404", _("Nothing was found at the receiver's address (404)")
        GONE = "410", _("The receiver is gone for good (410)")
        SECRET = "SECRET", _("The signing secret cannot be read: enter it again")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EMAIL)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("An inactive channel receives no new announcements."),
    )
    event_types = models.JSONField(
        _("announcements"), default=list, blank=True, help_text=_("None chosen: all of them.")
    )
    recipients = models.TextField(
        _("recipients"), blank=True, help_text=_("E-mail addresses, one per line.")
    )
    url = models.URLField(
        _("address"), max_length=2000, blank=True, help_text=_("Where the webhook is posted to.")
    )
    secret_encrypted = models.TextField(blank=True, editable=False)
    previous_secret_encrypted = models.TextField(blank=True, editable=False)
    secret_changed_at = models.DateTimeField(null=True, editable=False)

    paused_at = models.DateTimeField(_("paused since"), null=True, editable=False)
    paused_reason = models.CharField(
        _("why it is paused"),
        max_length=10,
        choices=PauseReason.choices,
        blank=True,
        editable=False,
    )
    failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    breaker_openings = models.PositiveIntegerField(default=0, editable=False)
    breaker_open_until = models.DateTimeField(null=True, editable=False)
    alerted_at = models.DateTimeField(null=True, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        default_permissions = ["add", "change", "view"]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wants(self, event_type: str) -> bool:
        return not self.event_types or event_type in self.event_types

    def condition(self) -> str:
        """In a few words for people: whether announcements get through, and if not why."""
        if self.paused_at:
            return self.get_paused_reason_display()
        if not self.is_active:
            return gettext("Inactive")
        if self.breaker_open_until:
            return gettext("Failing: tried again from time to time")
        return gettext("Working")

    def recipient_list(self) -> list[str]:
        return [line.strip() for line in self.recipients.splitlines() if line.strip()]

    def pause(self, reason: str) -> None:
        """Stop sending; what is announced meanwhile waits. The first reason is kept."""
        Channel.objects.filter(pk=self.pk, paused_at=None).update(
            paused_at=Now(), paused_reason=reason
        )

    def resume(self) -> None:
        """Send again, at once, whatever the breaker held back."""
        Channel.objects.filter(pk=self.pk).update(
            paused_at=None,
            paused_reason="",
            failures_in_a_row=0,
            breaker_openings=0,
            breaker_open_until=None,
        )

    def set_secret(self, secret: str) -> None:
        """Replace the signing secret; the old one keeps signing for `ROTATION_OVERLAP`."""
        self.previous_secret_encrypted = self.secret_encrypted
        self.secret_encrypted = vault.encrypt(secret)
        self.secret_changed_at = timezone.now()

    def signing_secrets(self) -> list[str]:
        """The secrets to sign with, newest first; raises `vault.UnreadableSecretError`."""
        if not self.secret_encrypted:
            return []
        secrets = [vault.decrypt(self.secret_encrypted)]
        if self.previous_secret_encrypted and self._is_rotating():
            secrets.append(vault.decrypt(self.previous_secret_encrypted))
        return secrets

    def _is_rotating(self) -> bool:
        changed = self.secret_changed_at
        return changed is not None and timezone.now() - changed < ROTATION_OVERLAP
