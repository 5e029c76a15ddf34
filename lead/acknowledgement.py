"""Confirm to whoever sent a lead that it arrived.

Off until *Announcements* has a channel of the kind *Confirmation to the sender*. Rendered from the
lead when sent. It quotes nothing that the visitor wrote: a stranger's address could be theirs.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy
from limits import parse

from cms.models.settings import ContactSettings, PartnerFormSettings
from fanout.models import Channel
from fanout.outbox import publish
from fanout.registry import EventType, Message
from lead.clients import keyed_hash
from lead.limits import database
from lead.limits.policy import Limit
from lead.models import Lead
from lead.subjects import of_leads
from lead.whatsapp import visitor_chat_url

ACKNOWLEDGEMENT = "lead.acknowledgement"
#: Whoever repeats somebody else's address fills no mailbox.
PER_ADDRESS = parse("1/day")


def acknowledge(lead: Lead) -> None:
    """Publish ``lead.acknowledgement`` in the caller's transaction, where somebody is to hear it.

    A smoke test is nobody, and an address hears of one lead a day.
    """
    if not lead.email or lead.is_test:
        return
    channels = Channel.objects.subscribed_to(ACKNOWLEDGEMENT)
    # Counted in the database and so in the lead's own transaction: one that fails counts not.
    if channels and database.take([limit_for(lead.email)]):
        publish(ACKNOWLEDGEMENT, subject=lead.subject, channels=channels)


def limit_for(email: str) -> Limit:
    """One confirmation a day for an address."""
    sender = keyed_hash("email", email.casefold())
    return Limit("acknowledgement", PER_ADDRESS, sender, shown=False)


def render(subject_ref: str, data: dict[str, Any]) -> Message | None:
    """The confirmation; None once the lead is erased, anonymised, spam, or has no address."""
    reference = subject_ref.removeprefix("lead:")
    lead = Lead.objects.select_related("site").filter(reference=reference).first()
    if lead is None or lead.anonymised_at or lead.is_spam or lead.is_test or not lead.email:
        return None
    subject, text = PartnerFormSettings.for_site(lead.site).confirmation(lead.locale, reference)
    contact = ContactSettings.for_site(lead.site)
    context = {
        "subject": subject,
        "text": text,
        "chat_url": visitor_chat_url(lead, contact),
        "contact": contact,
    }
    with translation.override(lead.locale):
        return Message(
            subject=subject,
            text=render_to_string("lead/acknowledgement.txt", context),
            html=render_to_string("lead/acknowledgement.html", context),
            payload={},
            to=lead.email,
        )


LEAD_ACKNOWLEDGEMENT = EventType(
    name=ACKNOWLEDGEMENT,
    label=gettext_lazy("Confirmation of a partner lead"),
    render=render,
    goes_to=Channel.Kind.SENDER,
    subjects_for=of_leads,
)
