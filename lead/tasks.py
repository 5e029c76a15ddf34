from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.mail import forget_old_mails
from fanout import canary
from fanout.models import Event
from lead.canary import send
from lead.export.jobs import forget_old_files, run_one_export
from lead.health.counting import merge_old_counts
from lead.models import Lead, RequestCounter
from lead.privacy.ledger import mend_file
from lead.privacy.retention import forget_outdated

#: Longer than any limit's period: what is older counts for nothing and only identifies somebody.
KEPT = timedelta(days=1)
#: Leads of smoke tests and canaries, with their announcements.
TEST_LEADS_KEPT = timedelta(days=7)
_AT_ONCE = 500
RETENTION_SECONDS = 20
#: Seconds for one export: 100,000 leads take about a minute on an idle machine.
EXPORT_TIME_LIMIT = 1800


@shared_task(name="lead.forget_counters")
def forget_counters() -> int:
    """Delete the request counters of senders who have not come back; returns how many."""
    stale = RequestCounter.objects.filter(window_ends_at__lt=timezone.now() - KEPT)
    deleted, _per_model = stale.delete()
    return deleted


@shared_task(
    name="lead.run_exports",
    time_limit=EXPORT_TIME_LIMIT,
    soft_time_limit=EXPORT_TIME_LIMIT - 60,
)
def run_exports() -> None:
    run_one_export()


@shared_task(name="lead.forget_exports")
def forget_exports() -> None:
    forget_old_files()


@shared_task(name="lead.retention")
def retention() -> None:
    mend_file(Path(settings.ERASURE_LEDGER))
    forget_old_mails()
    forget_outdated(RETENTION_SECONDS)


@shared_task(name="lead.merge_counts")
def merge_counts() -> int:
    return merge_old_counts()


@shared_task(name="lead.send_canary")
def send_canary() -> None:
    """Send a test lead the whole way; the relay watches whether it arrives."""
    canary.begin(send)


@shared_task(name="lead.forget_test_leads")
def forget_test_leads() -> int:
    """Delete old leads that we sent ourselves, and what was announced of them; returns how many."""
    old = Lead.objects.filter(is_test=True, received_at__lt=timezone.now() - TEST_LEADS_KEPT)
    leads = list(old[:_AT_ONCE])
    with transaction.atomic():
        Event.objects.filter(subject__in=[lead.subject for lead in leads]).delete()
        Lead.objects.filter(pk__in=[lead.pk for lead in leads]).delete()
    return len(leads)
