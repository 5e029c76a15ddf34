import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: There is one row.
_PK = 1


class CanaryQuerySet(models.QuerySet["Canary"]):
    def last(self) -> "Canary | None":
        """The journey that began last; None when none ever did."""
        return self.filter(pk=_PK).first()

    def expect(self) -> "Canary":
        """The last journey; from now on one is missed when there never was any."""
        self.get_or_create(pk=_PK, defaults={"outcome": Canary.Outcome.EXPECTED})
        return self.get(pk=_PK)  # once more for the database's time

    def set_out(self) -> uuid.UUID:
        """Begin a journey; returns what it is called."""
        values = {"subject": "", "outcome": Canary.Outcome.UNDERWAY, "error": "", "seconds": None}
        journey = uuid.uuid4()
        self.update_or_create(pk=_PK, defaults={**values, "journey": journey, "sent_at": Now()})
        return journey

    def amend(self, journey: uuid.UUID, **values: object) -> bool:
        """Write down how that journey goes on; False when another began since."""
        return self.filter(pk=_PK, journey=journey).update(**values) == 1


class Canary(models.Model):
    """The last journey of a test message through the whole product, in one row.

    `seconds` is how long it took to the last channel. `error` is a short code. Before the first
    journey it says since when that is `EXPECTED`.
    """

    class Outcome(models.TextChoices):
        EXPECTED = "EXPECTED", _("Not sent yet")
        UNDERWAY = "UNDERWAY", _("Under way")
        ARRIVED = "ARRIVED", _("Arrived")
        LATE = "LATE", _("Did not arrive in time")
        FAILED = "FAILED", _("Got lost on the way")
        MISSING = "MISSING", _("Was never sent")

    journey = models.UUIDField(default=uuid.uuid4, editable=False)
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    subject = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.UNDERWAY
    )
    error = models.CharField(_("error"), max_length=80, blank=True)
    seconds = models.FloatField(_("seconds"), null=True)

    objects = CanaryQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.subject} {self.outcome}"
