"""Tell the world about a lead. What is said is rendered when it is sent, never stored."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models.settings import SalonType
from config.phones import for_people
from fanout.outbox import publish
from fanout.registry import Attribute, EventType, Message
from fanout.replay import resend_cancelled
from lead.acknowledgement import ACKNOWLEDGEMENT, acknowledge
from lead.answers import answers
from lead.models import Lead
from lead.subjects import of_leads
from lead.whatsapp import sales_chat_url

CREATED = "lead.created"
#: The same message about a lead that we sent ourselves, for those who chose to get it.
CANARY = "lead.canary"
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
    """Publish ``lead.created`` in the caller's transaction, and confirm it to its sender."""
    attributes = {"city": lead.city, "salon_type": lead.salon_type}
    publish(CREATED, subject=lead.subject, attributes=attributes)
    acknowledge(lead)


def announce_canary(lead: Lead) -> None:
    """Publish ``lead.canary`` in the caller's transaction: nobody is woken by it."""
    publish(CANARY, subject=lead.subject)


def announce_again(lead: Lead) -> bool:
    """Send what was cancelled while the lead was spam, in the caller's transaction.

    False when there was nothing: whoever was told once is not told again.
    """
    sent = [resend_cancelled(name, lead.subject) for name in (CREATED, ACKNOWLEDGEMENT)]
    return any(sent)


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
        summary=_summary(lead),
        reply_to=lead.email,
    )


def _subject(lead: Lead) -> str:
    subject = _("New partner lead: %(business)s, %(city)s (%(reference)s)") % {
        "business": lead.business_name,
        "city": lead.city,
        "reference": lead.reference,
    }
    return f"[TEST] {subject}" if lead.is_test else subject


def _summary(lead: Lead) -> str:
    facts = [
        lead.contact_name,
        for_people(lead.phone_whatsapp),
        f"{lead.city} · {lead.get_salon_type_display()}",
        admin_url(lead),
    ]
    return "\n".join(fact for fact in facts if fact)


def _payload(lead: Lead) -> dict[str, Any]:
    """The webhook's ``data``: what was sent, with the API's own field names."""
    answers = {name: getattr(lead, name) for name in _PAYLOAD_FIELDS}
    return {
        **answers,
        "received_at": timezone.localtime(lead.received_at).isoformat(timespec="milliseconds"),
        "admin_url": admin_url(lead),
    }


LEAD_CREATED = EventType(
    name=CREATED,
    label=gettext_lazy("New partner lead"),
    render=render,
    attributes=[
        Attribute("city", gettext_lazy("City")),
        Attribute("salon_type", gettext_lazy("Kind of business"), SalonType.choices),
    ],
    subjects_for=of_leads,
)
LEAD_CANARY = EventType(
    name=CANARY,
    label=gettext_lazy("Canary lead, for monitoring (only where it is ticked)"),
    render=render,
    is_opt_in=True,
    subjects_for=of_leads,
)
