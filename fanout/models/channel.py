from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelQuerySet(models.QuerySet["Channel"]):
    def subscribed_to(self, event_type: str) -> list["Channel"]:
        """The active channels that want events of that type, paused ones included."""
        return [channel for channel in self.filter(is_active=True) if channel.wants(event_type)]


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
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def wants(self, event_type: str) -> bool:
        return not self.event_types or event_type in self.event_types
