from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fanout import clock


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, role: str) -> None:
        """Record that the process of that role works right now."""
        self.update_or_create(role=role, defaults={"beaten_at": Now()})

    def is_fresh(self, role: str, within: timedelta, now: datetime | None = None) -> bool:
        return self.filter(role=role, beaten_at__gt=clock.shifted(now, -within)).exists()


class Heartbeat(models.Model):
    """When a kind of background process last proved that it works."""

    class Role(models.TextChoices):
        WORKER = "worker", _("Worker")
        BEAT = "beat", _("Beat")
        RELAY = "relay", _("Relay")

    role = models.CharField(_("role"), max_length=20, primary_key=True, choices=Role.choices)
    beaten_at = models.DateTimeField(_("last heartbeat"), db_default=Now())

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ()

    def __str__(self) -> str:
        return self.role
