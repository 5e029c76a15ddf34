"""A lead without its person: what is left can be counted, and tells nobody's name."""

import secrets

from django.db.models import QuerySet
from django.utils import timezone

from fanout.withdrawal import withdraw
from lead.models import Lead, LeadActivity
from lead.naming import may_name_somebody
from lead.privacy.fields import EMPTIED


def anonymise(leads: QuerySet[Lead]) -> int:
    """Empty what says who these leads are; returns how many. Call it in a transaction.

    Notes go whole: they are free text about a person. Announcements that are still to be sent
    are cancelled.
    """
    locked = list(leads.select_for_update(of=("self",), no_key=True).order_by("pk"))
    withdraw([lead.subject for lead in locked])
    LeadActivity.objects.filter(lead__in=locked).update(note="")
    for lead in locked:
        for field, value in EMPTIED.items():
            setattr(lead, field, value)
        if may_name_somebody(lead.city):
            lead.city = ""
        lead.idempotency_hash = f"anonymised:{secrets.token_hex(16)}"
        lead.anonymised_at = timezone.now()
        lead.due_at = lead.deadline
    changed = [*EMPTIED, "city", "idempotency_hash", "anonymised_at", "due_at"]
    Lead.objects.bulk_update(locked, changed)
    return len(locked)
