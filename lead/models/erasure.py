from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lead.models.acted import Acted


class Erasure(Acted):
    """A person who was erased, by the keyed hash of the number or address they were found by.

    Enough to erase them again after an old backup was restored, and nothing more.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
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
