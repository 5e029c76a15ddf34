"""Tell the world about a lead. What is said is rendered when it is sent, never stored."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanout.outbox import publish
from fanout.registry import EventType, Message
from lead.answers import answers
from lead.models import Lead
from lead.whatsapp import sales_chat_url

CREATED = "lead.created"
#: Sales reads Indonesian, whatever language the visitor chose.
LANGUAGE = "id"
_PAYLOAD_FIELDS = (
    "reference",
    "locale",
    "business_name",
    "contact_name",
    "phone_whatsapp",
    "city",
    "salon_type",
    "chair_count",
    "specialization",
    "current_brands_used",
    "monthly_spend_range",
    "email",
    "preferred_contact",
    "message",
    "page_url_initial",
    "page_url_current",
    "consent_version",
    "is_test",
)


def announce(lead: Lead) -> None:
    """Publish ``lead.created`` in the caller's transaction."""
    publish(CREATED, subject=lead.subject)


def admin_url(lead: Lead) -> str:
    """The lead's page in the inbox, absolute."""
    path = reverse("wagtailsnippets_lead_lead:edit", args=[lead.pk])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def render(subject_ref: str, data: dict[str, Any]) -> Message | None:
    """The announcement of a lead; None once it is erased, anonymised or spam."""
    reference = subject_ref.removeprefix("lead:")
    lead = Lead.objects.select_related("site").filter(reference=reference).first()
    if lead is None or lead.anonymised_at or lead.is_spam:
        return None
    with translation.override(LANGUAGE):
        return _message(lead)


def _message(lead: Lead) -> Message:
    context = {
        "lead": lead,
        "received_at": timezone.localtime(lead.received_at),
        "chat_url": sales_chat_url(lead),
        "admin_url": admin_url(lead),
        "rows": answers(lead),
    }
    return Message(
        subject=_subject(lead),
        text=render_to_string("lead/announcement.txt", context),
        html=render_to_string("lead/announcement.html", {**context, "subject": _subject(lead)}),
        payload=_payload(lead),
        reply_to=lead.email,
    )


def _subject(lead: Lead) -> str:
    subject = _("New partner lead: %(business)s, %(city)s (%(reference)s)") % {
        "business": lead.business_name,
        "city": lead.city,
        "reference": lead.reference,
    }
    return f"[TEST] {subject}" if lead.is_test else subject


def _payload(lead: Lead) -> dict[str, Any]:
    """The webhook's ``data``: what was sent, with the API's own field names."""
    answers = {name: getattr(lead, name) for name in _PAYLOAD_FIELDS}
    return {
        **answers,
        "received_at": timezone.localtime(lead.received_at).isoformat(timespec="milliseconds"),
        "admin_url": admin_url(lead),
    }


LEAD_CREATED = EventType(name=CREATED, label=gettext_lazy("New partner lead"), render=render)
