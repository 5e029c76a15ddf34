from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from lead.models import RequestCounter

#: Longer than any limit's period: what is older counts for nothing and only identifies somebody.
KEPT = timedelta(days=1)


@shared_task(name="lead.forget_counters")
def forget_counters() -> int:
    """Delete the request counters of senders who have not come back; returns how many."""
    stale = RequestCounter.objects.filter(window_ends_at__lt=timezone.now() - KEPT)
    deleted, _per_model = stale.delete()
    return deleted
