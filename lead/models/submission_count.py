from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The period of counts whose own one is too long ago to be told apart.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Outcome(models.TextChoices):
    """How a request to the lead API ended, for its sender: the first three with a 201."""

    ACCEPTED = "accepted", _("Accepted")
    REPEATED = "repeated", _("Sent again")
    QUARANTINED = "quarantined", _("Quarantined")
    INVALID = "invalid", _("Invalid")
    REFUSED = "refused", _("Too many (429)")
    FAILED = "failed", _("Failed (5xx)")


class SubmissionCount(models.Model):
    """How many submissions of five minutes ended in one way and took about as long.

    `took` is a bucket of `lead.health.counting.DURATIONS`, in milliseconds. A row belongs to all
    its columns but `count`.
    """

    wagtail_reference_index_ignore = True

    period = models.DateTimeField(help_text="When the five minutes began.")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    took = models.PositiveIntegerField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        # Stands for the whole of what the page "Pipeline health" shows.
        verbose_name = _("pipeline health")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["period", "outcome", "took"], name="lead_one_row_per_period_and_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.outcome}: {self.count}"
