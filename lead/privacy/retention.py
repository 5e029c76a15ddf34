"""Leads are forgotten after a while: what is personal in them goes, the rest is counted on."""

import calendar
import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lead.models import Lead, LeadQuerySet
from lead.privacy.anonymising import anonymise

LEADS_AT_ONCE = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Report:
    """`received_before` is the end of the period; `due` and `on_hold` are counts of leads."""

    months: int
    received_before: datetime
    due: int
    on_hold: int


def look() -> Report:
    """What a run would do now."""
    leads = _outdated()
    return Report(
        months=settings.LEAD_RETENTION_MONTHS,
        received_before=_limit(),
        due=leads.filter(hold_reason="").count(),
        on_hold=leads.exclude(hold_reason="").count(),
    )


def forget_outdated(seconds: float) -> int:
    """Anonymise leads that are due, starting nothing after `seconds`; returns how many."""
    deadline = time.monotonic() + seconds
    forgotten = 0
    while time.monotonic() < deadline:
        count = _forget_some()
        forgotten += count
        if count == 0:
            break
    if forgotten:
        log.info("leads_anonymised", count=forgotten)
    return forgotten


@transaction.atomic
def _forget_some() -> int:
    due = _outdated().filter(hold_reason="").order_by("received_at", "pk")
    numbers = list(due.values_list("pk", flat=True)[:LEADS_AT_ONCE])
    # Looked at again under the lock: somebody may have put one on hold meanwhile.
    return anonymise(Lead.objects.remembered().filter(pk__in=numbers, hold_reason=""))


def _outdated() -> LeadQuerySet:
    return Lead.objects.remembered().filter(received_at__lt=_limit())


def _limit() -> datetime:
    """As many calendar months ago; the last day of a month that is shorter than today's date."""
    now = timezone.localtime()
    months = now.year * 12 + now.month - 1 - settings.LEAD_RETENTION_MONTHS
    year, month = divmod(months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
