"""The standard pages of the site in both languages, as tests use them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from cms import models
from tests import factories

SLUGS = {
    "id": {
        "home": "beranda",
        "products": "produk",
        "education": "edukasi",
        "partnership": "kemitraan",
        "about": "tentang-kami",
        "contact": "kontak",
        "privacy": "privasi",
        "terms": "syarat",
    },
    "en": {
        "home": "home-en",
        "products": "products",
        "education": "education",
        "partnership": "partnership",
        "about": "about",
        "contact": "contact",
        "privacy": "privacy",
        "terms": "terms",
    },
}


@dataclass(frozen=True)
class Branch:
    """The pages of one language."""

    locale: Locale
    home: models.HomePage
    products: models.ProductIndexPage
    education: models.EducationIndexPage
    partnership: models.PartnershipPage
    about: models.AboutPage
    contact: models.ContactPage
    privacy: models.LegalPage
    terms: models.LegalPage


@dataclass(frozen=True)
class SiteTree:
    """The default site; `en` holds the translations of `id`."""

    site: Site
    id: Branch
    en: Branch


def _branch(language_code: str, translated: Branch | None = None, home_slug: str = "") -> Branch:
    locale, _created = Locale.objects.get_or_create(language_code=language_code)
    slugs = SLUGS[language_code] | ({"home": home_slug} if home_slug else {})

    def arguments(name: str) -> dict[str, Any]:
        keys = {"translation_key": getattr(translated, name).translation_key} if translated else {}
        return {"slug": slugs[name], "locale": locale, **keys}

    root = Page.get_first_root_node()
    home = factories.HomePageFactory(parent=root, **arguments("home"))
    legal = models.LegalPage.Kind
    return Branch(
        locale=locale,
        home=home,
        products=factories.ProductIndexPageFactory(parent=home, **arguments("products")),
        education=factories.EducationIndexPageFactory(parent=home, **arguments("education")),
        partnership=factories.PartnershipPageFactory(parent=home, **arguments("partnership")),
        about=factories.AboutPageFactory(parent=home, **arguments("about")),
        contact=factories.ContactPageFactory(parent=home, **arguments("contact")),
        privacy=factories.LegalPageFactory(
            parent=home, title="Privacy", kind=legal.PRIVACY, **arguments("privacy")
        ),
        terms=factories.LegalPageFactory(
            parent=home, title="Terms", kind=legal.TERMS, **arguments("terms")
        ),
    )


def _root_site(home: models.HomePage) -> Site:
    address = urlsplit(settings.STOREFRONT_URL)
    default_port = 443 if address.scheme == "https" else 80
    site, _created = Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or default_port,
            "site_name": "Alfa Beauty Cosmetica",
            "root_page": home,
        },
    )
    return site


def build_site_tree() -> SiteTree:
    """Create the tree; the default site's address becomes the storefront's."""
    indonesian = _branch("id")
    english = _branch("en", translated=indonesian)
    return SiteTree(site=_root_site(indonesian.home), id=indonesian, en=english)


def build_further_tree(hostname: str) -> SiteTree:
    """A second site with the same pages under the same paths."""
    indonesian = _branch("id", home_slug=slugify(hostname))
    english = _branch("en", translated=indonesian, home_slug=f"{slugify(hostname)}-en")
    site = Site.objects.create(
        hostname=hostname, port=443, site_name=hostname, root_page=indonesian.home
    )
    return SiteTree(site=site, id=indonesian, en=english)
