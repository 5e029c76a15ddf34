from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lead.models.acted import Acted
from lead.models.lead import LeadQuerySet, LeadStatus


class ActivityKind(models.TextChoices):
    STATUS = "status", _("Status changed")
    OWNER = "owner", _("Owner changed")
    NEXT_STEP = "next_step", _("Next step")
    NOTE = "note", _("Note")
    ANNOUNCED = "announced", _("Announced after all")
    VIEWED = "viewed", _("Contact data seen")
    WHATSAPP = "whatsapp", _("WhatsApp opened")
    CALL = "call", _("Call started")
    EMAIL = "email", _("E-mail started")
    DISCLOSED = "disclosed", _("Handed out to the person")
    HELD = "held", _("Put on hold")
    RELEASED = "released", _("Hold ended")
    CONFIRMED = "confirmed", _("Confirmed as spam")


#: What the inbox's contact links log.
CONTACT_KINDS = (ActivityKind.WHATSAPP, ActivityKind.CALL, ActivityKind.EMAIL)


class LeadActivityQuerySet(models.QuerySet["LeadActivity"]):
    def changes(self) -> Self:
        """Changes of status, owner and next step, oldest first: here people can contradict."""
        kinds = [ActivityKind.STATUS, ActivityKind.OWNER, ActivityKind.NEXT_STEP]
        return self.filter(kind__in=kinds).order_by("pk")

    def newest_changes(self, leads: Collection[int]) -> dict[int, int]:
        """By lead, the number of the last of its `changes`; without those that have none."""
        numbers = self.changes().filter(lead__in=leads).order_by().values_list("lead")
        return dict(numbers.annotate(newest=Max("pk")))

    def after(self, number: int) -> list["LeadActivity"]:
        """Those after that number, with their actors. A lead's numbers grow: it is locked then."""
        return list(self.filter(pk__gt=number).select_related("actor"))


def with_newest_change(leads: LeadQuerySet) -> LeadQuerySet:
    """Each with `newest_change`, the number of the last of its `changes`; 0 before the first.

    Read in the same statement as the lead, so that it never says more than was shown.
    """
    newest = LeadActivity.objects.changes().filter(lead=OuterRef("pk")).order_by("-pk")
    number = Coalesce(Subquery(newest.values("pk")[:1]), 0)
    return leads.annotate(newest_change=number)  # type: ignore[no-redef]  # `Lead` declares it


class LeadActivity(Acted):
    """One line of a lead's history: who did what, and when.

    `before` and `after` hold codes, user names or ISO 8601 dates. Only `note`, which is also the
    text of a next step, is free text; it goes with the lead.
    """

    wagtail_reference_index_ignore = True

    Kind = ActivityKind

    lead = models.ForeignKey("lead.Lead", on_delete=models.CASCADE, related_name="activities")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    before = models.CharField(max_length=150, blank=True)
    after = models.CharField(max_length=150, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    objects = LeadActivityQuerySet.as_manager()

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
        if self.kind == ActivityKind.NEXT_STEP and (self.before or self.after):
            return f"{_written(self.before)} → {_written(self.after)}"
        return ""


def _written(iso_date: str) -> str:
    return date_format(date.fromisoformat(iso_date), "j M Y") if iso_date else "–"
