"""What a visitor sent, as people read it."""

from django.utils.translation import gettext as _

from config.phones import for_people
from lead.models import Lead


def answers(lead: Lead) -> list[tuple[str, str]]:
    """Label and value of each answer that was given, in the active language."""
    everything = [
        (_("Business"), lead.business_name),
        (_("Contact person"), lead.contact_name),
        ("WhatsApp", for_people(lead.phone_whatsapp)),
        (_("E-mail"), lead.email),
        (_("Preferred contact"), lead.get_preferred_contact_display()),
        (_("City"), lead.city),
        (_("Kind of business"), lead.get_salon_type_display()),
        (_("Number of chairs"), "" if lead.chair_count is None else str(lead.chair_count)),
        (_("Specialization"), lead.specialization),
        (_("Brands used today"), lead.current_brands_used),
        (_("Monthly spend"), lead.monthly_spend_range),
        (_("Message"), lead.message),
    ]
    return [(label, str(value)) for label, value in everything if value]
