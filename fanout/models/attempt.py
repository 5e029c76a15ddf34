from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One try to send. Written before sending and closed after it.

    An attempt that was never closed is evidence of a crash: its message may have been sent.
    """

    class Outcome(models.TextChoices):
        SENT = "SENT", _("Sent")
        FAILED = "FAILED", _("Failed")
        REFUSED = "REFUSED", _("Refused for good")
        CANCELLED = "CANCELLED", _("Cancelled")

    delivery = models.ForeignKey(
        "fanout.Delivery", verbose_name=_("delivery"), on_delete=models.CASCADE
    )
    lease_token = models.UUIDField(unique=True, editable=False)
    started_at = models.DateTimeField(_("started"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    error_class = models.CharField(_("error"), max_length=80, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        default_permissions = ()
        ordering = ["started_at", "pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.pk}"

    @property
    def maybe_sent(self) -> bool:
        """Whether this attempt began and was never closed."""
        return self.ended_at is None
