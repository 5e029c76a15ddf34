from typing import Any

from django.db.models.signals import post_save

from cms.models.settings import PartnerFormSettings
from lead.models import ConsentText


def connect() -> None:
    post_save.connect(
        keep_consent_text, sender=PartnerFormSettings, dispatch_uid="lead.consent_text"
    )


def keep_consent_text(instance: PartnerFormSettings, **kwargs: Any) -> None:
    """Every wording that a visitor may have agreed to stays readable."""
    ConsentText.objects.keep(instance)
