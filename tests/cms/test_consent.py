"""Each lead keeps the version of the text it agreed to, so a version means one text."""

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from wagtail.models import Site
from wagtail.users.models import UserProfile

from cms.models import PartnerFormSettings, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(db: None) -> PartnerFormSettings:
    return PartnerFormSettings.for_site(Site.objects.get(is_default_site=True))


def save(client: Client, form: PartnerFormSettings, **changes: str) -> str:
    """Save the setting in the admin; what the page says when it refuses, else ""."""
    texts = model_to_dict(form, exclude=["id", "site", "monthly_spend_ranges"])
    data = {**texts, "monthly_spend_ranges-count": "0", **changes}
    url = reverse("wagtailsettings:edit", args=["cms", "partnerformsettings", form.site_id])
    answer = client.post(url, data)
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize("field", ["consent_text_id", "consent_text_en"])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "enter a new version"), ("id", "masukkan versi baru")]
)
def test_another_text_under_the_same_version_is_refused_in_words(
    marketing_client: Client,
    marketing: User,
    form: PartnerFormSettings,
    field: str,
    language: str,
    words: str,
) -> None:
    UserProfile.objects.update_or_create(user=marketing, defaults={"preferred_language": language})
    before = form.consent_words()
    assert words in save(marketing_client, form, **{field: "Something else."})
    form.refresh_from_db()
    assert form.consent_words() == before


def test_another_text_under_a_new_version_is_stored(
    marketing_client: Client, form: PartnerFormSettings
) -> None:
    changes = {"consent_text_en": "Something else.", "consent_version": "2"}
    assert save(marketing_client, form, **changes) == ""
    form.refresh_from_db()
    assert (form.consent_text_en, form.consent_version) == ("Something else.", "2")


def test_line_breaks_and_a_new_version_alone_are_no_other_text(
    marketing_client: Client, form: PartnerFormSettings
) -> None:
    wrapped = form.consent_text_en.replace(" ", "\r\n", 1)
    assert save(marketing_client, form, consent_text_en=wrapped) == ""
    assert save(marketing_client, form, consent_version="2") == ""
