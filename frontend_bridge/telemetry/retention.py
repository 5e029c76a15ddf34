"""Old counts: nobody compares with last year's speed, and the report shows 28 days."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from frontend_bridge.models import ActionCount, VitalCount


def forget_old_counts() -> int:
    """Delete the counts of days over `TELEMETRY_KEEP_DAYS` ago; returns how many rows."""
    oldest = timezone.localdate() - timedelta(days=settings.TELEMETRY_KEEP_DAYS)
    return sum(
        model.objects.filter(day__lt=oldest).delete()[0] for model in (VitalCount, ActionCount)
    )
