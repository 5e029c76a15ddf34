"""Click-to-chat links with a prepared text."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cms.models.settings import ContactSettings
from lead.models import Lead


def chat_url(number: str, text: str) -> str:
    """A ``https://wa.me/`` link for an E.164 number."""
    return f"https://wa.me/{number.removeprefix('+')}?{urlencode({'text': text})}"


def visitor_chat_url(lead: Lead, contact: ContactSettings) -> str:
    """Where the sender of a lead goes on talking to us, naming the reference."""
    with translation.override(lead.locale):
        text = _("Hello %(company)s, I sent you the partner form. My reference is %(reference)s.")
    values = {"company": contact.company_name, "reference": lead.reference}
    return chat_url(contact.whatsapp_number or settings.WHATSAPP_NUMBER, text % values)


def sales_chat_url(lead: Lead, language_code: str = "") -> str:
    """Where sales answers a lead, in the lead's own language unless another is named.

    "" once it has no number.
    """
    if not lead.phone_whatsapp:
        return ""
    company = ContactSettings.for_site(lead.site).company_name
    with translation.override(language_code or lead.locale):
        text = _(
            "Hello %(name)s, this is %(company)s. Thank you for your interest in becoming our "
            "partner with %(business)s (%(reference)s). May we ask you a few questions?"
        )
    values = {
        "name": lead.contact_name,
        "company": company,
        "business": lead.business_name,
        "reference": lead.reference,
    }
    return chat_url(lead.phone_whatsapp, text % values)


def fallback_chat_url(language_code: str) -> str:
    """A link that needs no database: ``WHATSAPP_NUMBER`` and the settings' default text."""
    return ContactSettings().whatsapp_url(language_code)
