from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from fanout import clock


class DutyQuerySet(models.QuerySet["Duty"]):
    def take(self, name: str, every: timedelta) -> bool:
        """Whether the caller shall do it now: once in `every`, however many processes ask.

        Taken before it is done: when the process dies over it, the next one has its turn later.
        """
        free = self.filter(name=name, taken_at__lte=clock.shifted(None, -every))
        if free.update(taken_at=Now()):
            return True
        return self.get_or_create(name=name)[1]


class Duty(models.Model):
    """When something that one relay does for all was last taken on."""

    name = models.CharField(max_length=40, primary_key=True)
    taken_at = models.DateTimeField(db_default=Now())

    objects = DutyQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
