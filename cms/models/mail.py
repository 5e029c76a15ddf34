from datetime import timedelta

from django.db import models
from django.utils import timezone

#: How long to wait after each failed try; after the last one the mail is given up.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]


class WaitingMailQuerySet(models.QuerySet["WaitingMail"]):
    def due(self) -> "WaitingMailQuerySet":
        return self.filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")


class WaitingMail(models.Model):
    """A mail to a member of staff that the mail job sends; deleted once it is sent."""

    recipient = models.EmailField()
    subject = models.TextField()
    text = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = WaitingMailQuerySet.as_manager()

    def claim(self) -> bool:
        """Take this try before sending, so that no second worker sends the same mail."""
        delay = DELAYS[min(self.tries, len(DELAYS) - 1)]
        taken = WaitingMail.objects.filter(pk=self.pk, tries=self.tries).update(
            tries=self.tries + 1, next_try_at=timezone.now() + delay
        )
        return bool(taken)

    @property
    def is_last_try(self) -> bool:
        return self.tries >= len(DELAYS)
