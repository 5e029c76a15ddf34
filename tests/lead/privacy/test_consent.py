"""The very words that somebody agreed to stay readable with their lead."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from cms.models.settings import PartnerFormSettings
from lead.models import ConsentText, Lead
from tests.lead.conftest import Send
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db


def form() -> PartnerFormSettings:
    return PartnerFormSettings.for_site(Site.objects.get(is_default_site=True))


def say(text: str, version: str) -> None:
    settings = form()
    settings.consent_version = version
    settings.consent_text_id, settings.consent_text_en = text, f"{text} (en)"
    settings.save()


def test_a_lead_shows_what_its_sender_read(send: Send, sales_client: Client) -> None:
    say("Saya setuju dengan A.", "A")
    send()
    say("Saya setuju dengan B.", "B")
    lead = Lead.objects.get()
    assert lead.consent_version == "A"
    page = sales_client.get(f"/admin/snippets/lead/lead/edit/{lead.pk}/").content.decode()
    assert "Saya setuju dengan A." in page
    assert "dengan B." not in page


def test_it_is_shown_in_the_language_of_the_form() -> None:
    say("Setuju", "A")
    leads = [make_lead(locale=code, consent_version="A") for code in ("id", "en")]
    assert [ConsentText.objects.agreed_to(lead) for lead in leads] == ["Setuju", "Setuju (en)"]


def test_saving_the_same_words_again_keeps_one() -> None:
    say("Setuju", "A")
    say("Setuju", "A")
    assert ConsentText.objects.filter(version="A").count() == 1


def test_a_correction_under_the_same_version_leaves_the_earlier_words_to_earlier_leads() -> None:
    say("Setuju", "A")
    ConsentText.objects.filter(version="A").update(since=timezone.now() - timedelta(days=2))
    earlier = make_lead(consent_version="A", consent_at=timezone.now() - timedelta(days=1))
    say("Setuju.", "A")
    later = make_lead(consent_version="A")
    assert ConsentText.objects.agreed_to(earlier) == "Setuju"
    assert ConsentText.objects.agreed_to(later) == "Setuju."


def test_a_version_that_nobody_kept_shows_nothing() -> None:
    assert ConsentText.objects.agreed_to(make_lead(consent_version="unknown")) == ""
