from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from fanout import clock

#: Between two alarms about the same thing, however often it comes and goes meanwhile.
QUIET_TIME = timedelta(hours=1)


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self, about: str) -> bool:
        """Whether the caller shall raise the alarm: the first, and once more after `QUIET_TIME`.

        Of several processes that see the same trouble, one is told so.
        """
        quiet_is_over = self.filter(about=about, raised_at__lt=clock.shifted(None, -QUIET_TIME))
        if quiet_is_over.update(raised_at=Now(), is_open=True):
            return True
        return self.get_or_create(about=about)[1]

    def close(self, about: str) -> bool:
        """Whether the caller shall give the all-clear: once, and only after an alarm."""
        return self.filter(about=about, is_open=True).update(is_open=False) == 1

    def is_open(self, about: str) -> bool:
        return self.filter(about=about, is_open=True).exists()


class Alert(models.Model):
    """When staff were last told of a trouble, and whether they were told that it is over."""

    about = models.CharField(max_length=60, primary_key=True)
    raised_at = models.DateTimeField(db_default=Now())
    is_open = models.BooleanField(default=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.about
