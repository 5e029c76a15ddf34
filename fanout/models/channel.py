from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fanout import clock, filters, registry, vault
from fanout.models.breaker import BreakerQuerySet

#: For how long a replaced secret still signs beside the new one.
ROTATION_OVERLAP = timedelta(hours=24)

#: What `Channel.set_secret` changes.
SECRET_COLUMNS = {"secret_encrypted", "previous_secret_encrypted", "secret_changed_at"}


class ChannelQuerySet(BreakerQuerySet):
    def subscribed_to(
        self, event_type: str, attributes: Mapping[str, str] | None = None
    ) -> list[Channel]:
        """The active channels that want such an event, paused ones included."""
        active = self.filter(is_active=True)
        return [channel for channel in active if channel.wants(event_type, attributes or {})]

    def stopped(self) -> Self:
        """Channels that stopped by themselves, until somebody resumes them; gone ones included."""
        return self.exclude(paused_reason__in=["", Channel.PauseReason.BY_HAND])

    def admitting(self, now: datetime | None = None) -> Self:
        """Channels that may be sent to: active, not paused, breaker closed or due for a probe."""
        closed = Q(breaker_open_until=None) | Q(breaker_open_until__lte=clock.at(now))
        return self.filter(closed, is_active=True, paused_at=None)


class Channel(models.Model):
    """Somewhere announcements go, with its settings and its circuit breaker."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")
        WHATSAPP = "whatsapp", "WhatsApp"
        CHAT = "chat", _("Chat")
        SENDER = "sender", _("Confirmation to the sender")
        STAFF = "staff", _("Mail to a member of staff")

    class PauseReason(models.TextChoices):
        BY_HAND = "BY_HAND", _("Paused by hand")
        UNAUTHORIZED = "401", _("The receiver no longer accepts our credentials (401)")
        FORBIDDEN = "403", _("The receiver refuses us (403)")
        NOT_FOUND = "404", _("Nothing was found at the receiver's address (404)")
        GONE = "410", _("The receiver is gone for good (410)")
        ADDRESS = "ADDRESS", _("The address is no longer allowed: enter another")
        SECRET = "SECRET", _("The secret cannot be read: enter it again")

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
    filters = models.JSONField(default=dict, blank=True, editable=False)
    recipients = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    numbers = models.TextField(blank=True)
    phone_number_id = models.CharField(max_length=32, blank=True)
    template_name = models.CharField(max_length=512, blank=True)
    template_language = models.CharField(max_length=10, blank=True, default="id")
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
    resumed_at = models.DateTimeField(null=True, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        default_permissions = ["add", "change", "view"]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wants(self, event_type: str, attributes: Mapping[str, str]) -> bool:
        """Whether an event of that type is for this channel, and passes its filters.

        What goes to one person goes through the channels for that alone, and nothing else does.
        """
        only = registry.goes_to(event_type)
        if only or self.kind in PERSONAL_KINDS:
            return self.kind == only
        return self._chose(event_type) and filters.admit(
            self.filters.get(event_type, {}), attributes
        )

    def _chose(self, event_type: str) -> bool:
        if event_type in self.event_types:
            return True
        return not self.event_types and not registry.is_opt_in(event_type)

    @property
    def is_stopped(self) -> bool:
        """Whether it stopped by itself: nobody decided so, and somebody has to see to it."""
        return self.paused_reason not in {"", self.PauseReason.BY_HAND}

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

    def number_list(self) -> list[str]:
        return self.numbers.split()

    def pause(self, reason: str, tried_at: datetime | None = None) -> bool:
        """Stop sending; what is announced meanwhile waits.

        False when it was paused already; the first reason is kept then. False too when it was
        resumed since `tried_at`, the beginning of the try that gives the reason: what was wrong
        then has been put right.
        """
        sending = Channel.objects.filter(pk=self.pk, paused_at=None)
        if tried_at:
            sending = sending.exclude(resumed_at__gt=tried_at)
        return sending.update(paused_at=Now(), paused_reason=reason) == 1

    @transaction.atomic
    def resume(self) -> None:
        """Send again, at once: what waits for its next try or for the breaker is due now."""
        Channel.objects.filter(pk=self.pk).update(
            paused_at=None,
            paused_reason="",
            resumed_at=Now(),
            failures_in_a_row=0,
            breaker_openings=0,
            breaker_open_until=None,
        )
        self.delivery_set.filter(state="PENDING").update(next_attempt_at=Now(), hinted_at=None)

    def set_secret(self, secret: str) -> None:
        """Replace the secret; an old signing secret keeps signing for `ROTATION_OVERLAP`."""
        self.previous_secret_encrypted = self.secret_encrypted
        self.secret_encrypted = vault.encrypt(secret)
        self.secret_changed_at = timezone.now()

    def signing_secrets(self) -> list[str]:
        """The secrets to sign with, newest first.

        Raises `vault.UnreadableSecretError` for the present one. A previous one that cannot be
        read any more has no say: it may be the very reason why there is a new one.
        """
        if not self.secret_encrypted:
            return []
        secrets = [vault.decrypt(self.secret_encrypted)]
        if self.previous_secret_encrypted and self._is_rotating():
            with suppress(vault.UnreadableSecretError):
                secrets.append(vault.decrypt(self.previous_secret_encrypted))
        return secrets

    def _is_rotating(self) -> bool:
        changed = self.secret_changed_at
        return changed is not None and timezone.now() - changed < ROTATION_OVERLAP


#: They write to the person whom a message names.
PERSONAL_KINDS = {Channel.Kind.SENDER, Channel.Kind.STAFF}
