"""The page of the website that a visitor's address names, for sales to know what it was about."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from cms.hosts import addresses_of
from lead.models import Lead


@dataclass(frozen=True)
class VisitedPage:
    """`address` is what was sent. `url` is safe to follow: "" unless it is on our own website.

    `title` and `kind` say which public page it is; `edit_url` is for who may edit that page.
    """

    address: str
    url: str = ""
    title: str = ""
    kind: str = ""
    edit_url: str = ""


def visited_page(address: str, lead: Lead, request: HttpRequest) -> VisitedPage | None:
    """None when no address was sent. A stranger's address is shown as it is and leads nowhere."""
    if not address:
        return None
    parts = _parts(address)
    if parts is None or f"{parts.scheme}://{parts.netloc}" != _frontend(lead, request):
        return VisitedPage(address)
    shown = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    page = _public_page(lead.site, unquote(parts.path))
    if page is None:
        return VisitedPage(shown, address)
    kind = str(page.page_type_display_name)
    return VisitedPage(shown, address, page.title, kind, _edit_url(page, request.user))


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:  # such as a broken IPv6 address
        return None


def _frontend(lead: Lead, request: HttpRequest) -> str:
    return addresses_of(lead.site_id, request).frontend


def _public_page(site: Site, path: str) -> Page | None:
    """By the path, whose first part may be a language (``/en/…``)."""
    first, _slash, rest = path.strip("/").partition("/")
    languages = dict(settings.LANGUAGES)
    code, below = (first, rest) if first in languages else (settings.LANGUAGE_CODE, path)
    root = site.root_page
    if root.locale.language_code != code:
        root = root.get_translation_or_none(Locale.objects.filter(language_code=code).first())
    if root is None:
        return None
    url_path = f"{root.url_path}{below.strip('/')}/".replace("//", "/")
    page: Page | None = Page.objects.live().public().filter(url_path=url_path).first()
    return page


def _edit_url(page: Page, user: Any) -> str:
    if not page.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
