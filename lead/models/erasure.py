from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """A person who was erased, by the keyed hash of the number or address they were found by.

    Enough to erase them again after an old backup was restored, and nothing more.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Theirs too, once their account is deleted.
    actor_name = models.CharField(max_length=150, blank=True, db_default="")
    digest = models.CharField(max_length=64)
    lead_count = models.PositiveIntegerField()
    mention_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        constraints = [
            # So that a ledger which is read twice changes nothing.
            models.UniqueConstraint(fields=["digest", "at"], name="lead_erasure_once")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def done_by(self) -> str:
        """The name of whoever did it; "" for a command."""
        return self.actor_name or str(self.actor or "")
