from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fanout import clock

#: A process that has not beaten for so long was taken out of service; until then it is missed.
FORGOTTEN_AFTER = timedelta(hours=1)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, role: str, instance: str) -> None:
        """Record that this process works right now, and forget those of long ago."""
        self.update_or_create(role=role, instance=instance, defaults={"beaten_at": Now()})
        self.filter(beaten_at__lt=clock.shifted(None, -FORGOTTEN_AFTER)).delete()

    def fresh(self, role: str, within: timedelta, now: datetime | None = None) -> Self:
        """The processes of that role that proved themselves so recently."""
        return self.filter(role=role, beaten_at__gt=clock.shifted(now, -within))


class Heartbeat(models.Model):
    """When one background process last proved that it works."""

    class Role(models.TextChoices):
        WORKER = "worker", _("Worker")
        BEAT = "beat", _("Beat")
        RELAY = "relay", _("Relay")

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    instance = models.CharField(
        _("process"), max_length=120, help_text=_("Host name and process number.")
    )
    beaten_at = models.DateTimeField(_("last heartbeat"), db_default=Now())

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ()
        ordering = ["role", "instance"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "instance"], name="fanout_heartbeat_once_per_process"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.instance}"
