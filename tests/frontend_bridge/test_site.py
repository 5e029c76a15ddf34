import pytest
from wagtail.models import Site

from cms.models import ContactSettings
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def test_site_without_any_settings_is_whole(get: Get, site_tree: SiteTree) -> None:
    site = get("site/")
    assert site["site_name"] == "Alfa Beauty Cosmetica"
    assert site["locale"] == "id"
    assert site["root_url"] == "http://localhost:3000"
    assert site["locales"] == [
        {"code": "id", "label": "Bahasa Indonesia", "home": "/"},
        {"code": "en", "label": "English", "home": "/en/"},
    ]
    assert site["paths"] == {
        "home": "/",
        "products": "/produk/",
        "education": "/edukasi/",
        "partnership": "/kemitraan/",
        "about": "/tentang-kami/",
        "contact": "/kontak/",
        "privacy": "/privasi/",
        "terms": "/syarat/",
    }
    assert site["menus"] == {"header": [], "footer": [], "legal": []}
    assert site["whatsapp"]["number"] == "+6281200000000"
    assert site["social_image"] is None
    assert site["not_found"]["title"] == "Halaman tidak ditemukan"


def test_reading_creates_no_settings(get: Get, site_tree: SiteTree) -> None:
    get("site/")
    assert not ContactSettings.objects.exists()


def test_everything_is_in_the_asked_language(get: Get, site_tree: SiteTree) -> None:
    factories.ContactSettingsFactory(
        site=site_tree.site,
        social_profiles=factories.stream(
            ("profile", {"network": "instagram", "url": "https://instagram.com/alfa"})
        ),
    )
    factories.PartnerFormSettingsFactory(
        site=site_tree.site,
        monthly_spend_ranges=factories.stream(
            ("range", {"value": "low", "label_id": "Kecil", "label_en": "Small"})
        ),
    )
    factories.AppearanceSettingsFactory(
        site=site_tree.site, default_social_image=factories.PictureFactory()
    )
    site = get("site/", locale="en")
    assert site["paths"]["products"] == "/en/products/"
    assert "Hello+Alfa+Beauty" in site["whatsapp"]["url"]
    assert site["contact"]["email"] == "hello@alfabeauty.invalid"
    assert site["social_profiles"] == [
        {"network": "instagram", "label": "Instagram", "url": "https://instagram.com/alfa"}
    ]
    assert site["social_image"]["alt"] == "A shampoo bottle on a table"
    assert site["not_found"]["title"] == "Page not found"
    form = site["partner_form"]
    assert form["submit_url"] == "http://localhost:8000/api/public/partner-leads/"
    assert (form["consent_text"], form["consent_version"]) == ("I agree.", "2026-01")
    assert form["monthly_spend_ranges"] == [{"value": "low", "label": "Small"}]
    assert {"value": "SALON", "label": "Salon"} in form["salon_types"]
    assert {"value": "WHATSAPP", "label": "WhatsApp"} in form["preferred_contacts"]


def test_menus_follow_the_language_and_skip_what_is_not_public(
    get: Get, site_tree: SiteTree
) -> None:
    hidden = site_tree.id.about
    hidden.live = False
    hidden.save()

    def entry(**values: object) -> tuple[str, dict[str, object]]:
        return "link", {"page": None, "url": "", "label_id": "", "label_en": "", **values}

    factories.NavigationSettingsFactory(
        site=site_tree.site,
        header_menu=factories.stream(
            entry(page=site_tree.id.products.pk, label_id="Produk kami", label_en="Our products"),
            entry(page=hidden.pk, url="https://example.org/about"),
            entry(url="https://example.org/", label_id="Luar"),
            entry(page=site_tree.id.contact.pk),
        ),
    )
    menu = get("site/")["menus"]["header"]
    assert menu == [
        {"label": "Produk kami", "url": "http://localhost:3000/produk/", "path": "/produk/"},
        {"label": "Luar", "url": "https://example.org/", "path": None},
        {"label": "Contact", "url": "http://localhost:3000/kontak/", "path": "/kontak/"},
    ]
    english = get("site/", locale="en")["menus"]["header"]
    assert english[0] == {
        "label": "Our products",
        "url": "http://localhost:3000/en/products/",
        "path": "/en/products/",
    }


def test_a_menu_leads_to_no_page_of_another_language(get: Get, site_tree: SiteTree) -> None:
    article = factories.ArticlePageFactory(parent=site_tree.id.education, title="Hanya Indonesia")
    menu = factories.stream(("link", {"page": article.pk, "label_en": "Only Indonesian"}))
    factories.NavigationSettingsFactory(site=site_tree.site, footer_menu=menu)
    assert [entry["label"] for entry in get("site/")["menus"]["footer"]] == ["Hanya Indonesia"]
    assert get("site/", locale="en")["menus"]["footer"] == []


def test_path_of_an_unpublished_page_is_missing(get: Get, site_tree: SiteTree) -> None:
    for page in (site_tree.id.terms, site_tree.en.home):
        page.live = False
        page.save()
    site = get("site/")
    assert site["paths"]["terms"] is None
    assert [locale["code"] for locale in site["locales"]] == ["id"]


@pytest.mark.parametrize("query", [{"locale": "fr"}, {"fields": "*"}])
def test_bad_parameter_is_400(api: Get, site_tree: SiteTree, query: dict[str, str]) -> None:
    assert api("site/", **query).status_code == 400


@pytest.mark.django_db
def test_system_without_a_site_is_404(api: Get) -> None:
    Site.objects.all().delete()
    assert api("site/").status_code == 404
    assert api("pages/", child_of="root").status_code == 404
    assert api("products/").json()["meta"]["total_count"] == 0
