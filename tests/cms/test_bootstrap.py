from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings
from wagtail.models import Locale, Page, Site

from cms import models
from cms.standard_pages import LANGUAGES

pytestmark = pytest.mark.django_db

SLUGS = {
    "id": {
        "produk",
        "edukasi",
        "kemitraan",
        "tentang-kami",
        "kontak",
        "kebijakan-privasi",
        "syarat-ketentuan",
    },
    "en": {
        "products",
        "education",
        "partnership",
        "about",
        "contact",
        "privacy-policy",
        "terms",
    },
}


def bootstrap() -> str:
    output = StringIO()
    call_command("bootstrap", stdout=output)
    return output.getvalue()


def home(language_code: str) -> models.HomePage:
    page: models.HomePage = models.HomePage.objects.get(locale__language_code=language_code)
    return page


def test_empty_database_gets_both_languages_and_the_site() -> None:
    bootstrap()
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"id", "en"}
    site = Site.objects.get()
    assert (site.root_url, site.root_page.specific) == (
        django_settings.STOREFRONT_URL,
        home("id"),
    )
    assert site.site_name == "Alfa Beauty Cosmetica"


@pytest.mark.parametrize("language_code", LANGUAGES)
def test_standard_pages_are_drafts_in_both_languages(language_code: str) -> None:
    bootstrap()
    children = home(language_code).get_children()
    assert {page.slug for page in children} == SLUGS[language_code]
    assert not any(page.live for page in [home(language_code), *children])


def test_english_pages_are_translations_of_the_indonesian_ones() -> None:
    bootstrap()
    english = Locale.objects.get(language_code="en")
    for page in [home("id"), *home("id").get_children()]:
        assert page.get_translation(english).specific_class is page.specific_class


def test_second_run_changes_nothing() -> None:
    bootstrap()
    before = list(Page.objects.order_by("pk").values())
    assert bootstrap() == "Everything is there already.\n"
    assert list(Page.objects.order_by("pk").values()) == before


def test_what_editors_changed_stays() -> None:
    bootstrap()
    about = models.AboutPage.objects.get(locale__language_code="id")
    about.title, about.slug = "Siapa kami", "siapa-kami"
    about.save_revision().publish()
    models.NavigationSettings.objects.update(footer_menu="[]")
    bootstrap()
    about = models.AboutPage.objects.get(locale__language_code="id")
    assert (about.slug, about.live) == ("siapa-kami", True)
    assert not models.NavigationSettings.objects.get().footer_menu


def test_site_follows_the_storefronts_address(settings: Settings) -> None:
    bootstrap()
    settings.STOREFRONT_URL = "https://www.example.com"
    assert bootstrap() == "Site https://www.example.com\n"
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("www.example.com", 443)


def test_root_page_that_somebody_chose_stays() -> None:
    bootstrap()
    Site.objects.update(root_page=home("en"))
    bootstrap()
    assert Site.objects.get().root_page.specific == home("en")


def test_menus_open_the_standard_pages() -> None:
    bootstrap()
    navigation = models.NavigationSettings.objects.get()
    header = [link.value["page"].slug for link in navigation.header_menu]
    assert header == ["produk", "edukasi", "kemitraan", "tentang-kami", "kontak"]
    assert {link.value["page"].slug for link in navigation.legal_menu} == {
        "kebijakan-privasi",
        "syarat-ketentuan",
    }


def test_pillars_of_home_open_pages_of_their_language() -> None:
    bootstrap()
    draft = home("en").get_latest_revision_as_object()
    assert [pillar.value["page"].slug for pillar in draft.pillars] == [
        "products",
        "education",
        "partnership",
    ]


def test_drafts_can_be_published_as_they_are() -> None:
    bootstrap()
    for page in Page.objects.filter(depth__gte=2).order_by("path"):
        page.get_latest_revision().publish()
    assert not Page.objects.filter(live=False).exists()


def test_service_is_ready_while_everything_is_a_draft(client: Client) -> None:
    bootstrap()
    assert client.get("/readyz").status_code == 200
    assert client.get("/").status_code == 404
