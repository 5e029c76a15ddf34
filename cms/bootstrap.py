"""What ``manage.py bootstrap`` makes of the content: languages, site, standard pages, menus.

Everything is made once and then belongs to the editors, save the site's address, which always
follows ``STOREFRONT_URL``.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, NavigationSettings
from cms.standard_pages import LANGUAGES, PageTree

MENUS = {
    "header_menu": ("products", "education", "partnership", "about", "contact"),
    "footer_menu": ("products", "education", "partnership", "about", "contact"),
    "legal_menu": ("privacy", "terms"),
}


def bootstrap_content(**_signal: Any) -> list[str]:
    """Make what is missing; returns a line for each thing made."""
    lines = _make_locales()
    tree = PageTree()
    # Wagtail's welcome page holds the slug "home" until the site has a root page of ours.
    home = tree.build_home("id")
    site, site_lines = _settle_site(home)
    lines += site_lines + _delete_welcome_page()
    tree.build_home("en")
    for language_code in LANGUAGES:
        tree.build_rest(language_code)
    lines += [f"Draft page {page.title} ({page.locale.language_code})" for page in tree.made]
    return lines + _make_menus(site, tree.pages["id"])


def _make_locales() -> list[str]:
    made = [
        code for code in LANGUAGES if Locale.objects.get_or_create(language_code=code)[1] is True
    ]
    return [f"Language {code}" for code in made]


def _address() -> dict[str, Any]:
    parts = urlsplit(settings.STOREFRONT_URL)
    return {
        "hostname": parts.hostname,
        "port": parts.port or (443 if parts.scheme == "https" else 80),
    }


def _settle_site(home: Page) -> tuple[Site, list[str]]:
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = _address()
    if not isinstance(site.root_page.specific if site.root_page_id else None, HomePage):
        wanted["root_page"] = home
    if not site.site_name:
        wanted["site_name"] = settings.WAGTAIL_SITE_NAME
    if all(getattr(site, name) == value for name, value in wanted.items()):
        return site, []
    for name, value in wanted.items():
        setattr(site, name, value)
    site.save()
    return site, [f"Site {site.root_url}"]


def _delete_welcome_page() -> list[str]:
    """Delete the page that Wagtail's first migration makes, unless somebody uses it."""
    welcome = Page.objects.filter(
        depth=2,
        slug="home",
        numchild=0,
        content_type__app_label="wagtailcore",
        content_type__model="page",
        sites_rooted_here=None,
    ).first()
    if welcome is None:
        return []
    welcome.delete()
    return ["Wagtail's welcome page removed"]


def _make_menus(site: Site, pages: dict[str, Page]) -> list[str]:
    menus = {
        menu: [("link", {"page": pages[name]}) for name in names] for menu, names in MENUS.items()
    }
    _navigation, made = NavigationSettings.objects.get_or_create(site=site, defaults=menus)
    return ["Menus"] if made else []
