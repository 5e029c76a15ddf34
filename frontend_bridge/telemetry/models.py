"""Counts per day. Nothing in them is about a person, and no text in them is a visitor's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frontend_bridge.telemetry.metrics import METRICS


class Device(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    DESKTOP = "desktop", _("Desktop")


class Action(models.TextChoices):
    WHATSAPP_CLICK = "cta_whatsapp_click", _("WhatsApp clicks")
    LEAD_SUBMIT = "lead_submit", _("Partner forms sent")


class DailyCount(models.Model):
    """`day` is one in Jakarta. A row belongs to all its columns but `count`."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=10, choices=Device.choices)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class VitalCount(DailyCount):
    """One bucket of the histogram of a Core Web Vital, by its upper edge: see `metrics`."""

    page_type = models.CharField(max_length=100)
    app_version = models.CharField(max_length=40, blank=True)
    metric = models.CharField(max_length=3, choices=[(name, name) for name in METRICS])
    bucket = models.PositiveIntegerField()

    class Meta:
        # Stands for all that is counted.
        verbose_name = "website statistics"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["day", "site", "page_type", "device", "app_version", "metric", "bucket"],
                name="one_row_per_bucket_and_day",
            )
        ]


class ActionCount(DailyCount):
    """How often visitors did something on a page, in visits that began on another.

    Pages are named by id alone, so that counts outlive them; 0 stands for what is no page.
    """

    action = models.CharField(max_length=20, choices=Action.choices)
    page_id = models.PositiveBigIntegerField()
    first_page_id = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["day", "site", "action", "device", "page_id", "first_page_id"],
                name="one_row_per_action_and_day",
            )
        ]
