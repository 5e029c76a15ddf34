from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lead.models.lead import LeadStatus


class ActivityKind(models.TextChoices):
    STATUS = "status", _("Status changed")
    OWNER = "owner", _("Owner changed")
    NOTE = "note", _("Note")
    ANNOUNCED = "announced", _("Announced after all")


class LeadActivity(models.Model):
    """One line of a lead's history: who did what, and when.

    `before` and `after` hold codes or user ids. Only `note` is free text; it goes with the lead.
    """

    wagtail_reference_index_ignore = True

    Kind = ActivityKind

    lead = models.ForeignKey("lead.Lead", on_delete=models.CASCADE, related_name="activities")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    before = models.CharField(max_length=150, blank=True)
    after = models.CharField(max_length=150, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.lead_id} {self.kind}"

    @property
    def change(self) -> str:
        """What changed, in words; "" for kinds that change nothing."""
        if self.kind == ActivityKind.STATUS:
            labels = dict(LeadStatus.choices)
            return f"{labels.get(self.before, self.before)} → {labels.get(self.after, self.after)}"
        if self.kind == ActivityKind.OWNER:
            return f"{self.before or '–'} → {self.after or '–'}"
        return ""


class LeadExport(models.Model):
    """Who took which leads out of the inbox, and when. Kept after the leads are gone.

    `filters` holds the list's query parameters; what was searched for is left out, because it
    may be a person's name or number. `row_count` is what the filters matched when it began.
    """

    wagtail_reference_index_ignore = True

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    file_format = models.CharField(max_length=4)
    filters = models.JSONField(default=dict)
    row_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file_format} {self.at:%Y-%m-%d %H:%M}"
