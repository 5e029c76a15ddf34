"""Leads for tests: every required field is here to see."""

from typing import Any

from django.utils import timezone
from wagtail.models import Site

from lead.models import Lead
from lead.references import new_reference


def make_lead(**values: Any) -> Lead:
    """A stored and announced lead, as the API leaves one."""
    now = timezone.now()
    unique = new_reference()
    defaults = {
        "site": Site.objects.get(is_default_site=True),
        "reference": unique,
        "received_at": now,
        "locale": "id",
        "business_name": "Salon Melati",
        "contact_name": "Ibu Contoh",
        "phone_whatsapp": "+6281234567890",
        "city": "Bandung",
        "salon_type": "SALON",
        "consent_version": "1",
        "consent_at": now,
        "idempotency_hash": unique,
        "body_hash": unique,
        "client_hash": unique,
        "announced_at": now,
    }
    lead = Lead(**{**defaults, **values})
    lead.due_at = values.get("due_at", lead.deadline)
    lead.save()
    return lead
