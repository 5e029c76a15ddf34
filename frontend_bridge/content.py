"""What one request serialises from: its site, that site's settings, and batch-loaded references."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from cms.hosts import addresses_of
from cms.models import (
    AppearanceSettings,
    ContactSettings,
    EventPage,
    Picture,
    PictureRendition,
    SiteAddresses,
)
from cms.renditions import SPECS
from frontend_bridge.events import not_over
from frontend_bridge.visibility import PublicSite

Setting = TypeVar("Setting", bound=BaseSiteSetting)


@dataclass
class References:
    """Ids of what a batch of pages points to. `None` and ids of nothing public are ignored."""

    pages: set[int | None] = field(default_factory=set)
    pictures: set[int | None] = field(default_factory=set)
    documents: set[int | None] = field(default_factory=set)
    events: set[int | None] = field(default_factory=set)


def current_language() -> str:
    """The language being serialised: page serialisers activate their page's own."""
    return get_language() or settings.LANGUAGE_CODE


class Content:
    """Public content of the site that `request` is for."""

    def __init__(self, request: HttpRequest, site: Site | None) -> None:
        self.request = request
        self.site = site
        # Where Wagtail keeps the request's site: addresses it computes must agree with ours.
        request._wagtail_site = site  # type: ignore[attr-defined]
        self.public = PublicSite(site)
        self.open_events: set[int] = set()
        #: Lists that several pages of an answer show alike, by field and language.
        self.shared_items: dict[Any, list[dict[str, Any]]] = {}
        self._pages: dict[int, dict[str, Page]] = {}
        self._pictures: dict[int, Picture] = {}
        self._documents: dict[int, Document] = {}

    @cached_property
    def addresses(self) -> SiteAddresses:
        return addresses_of(self.site and self.site.pk, self.request)

    @property
    def origin(self) -> str:
        """Scheme and host of the frontend."""
        return self.addresses.frontend

    def path(self, page: Page) -> str | None:
        """The page's path on the frontend, with its language prefix; `None` outside any site."""
        parts = page.get_url_parts(self.request)
        return parts[2] if parts else None

    def url(self, page: Page) -> str | None:
        """The page's absolute address on the frontend."""
        path = self.path(page)
        return f"{self.origin}{path}" if path else None

    def api_url(self, path: str) -> str:
        """`path` of the CMS (or an absolute address) as an absolute address on the API's host."""
        return urljoin(f"{self.addresses.api}/", path)

    def media_url(self, address: str) -> str:
        """Where browsers load a stored file; what a storage has elsewhere stays there."""
        usual = f"{settings.MEDIA_ORIGIN}/"
        absolute = urljoin(usual, address)
        if not absolute.startswith(usual):
            return absolute
        return f"{self.addresses.media}/{absolute.removeprefix(usual)}"

    def setting(self, model: type[Setting]) -> Setting:
        """The site's row of a setting, or one with the defaults; a read never creates it."""
        found = model.objects.filter(site=self.site).first() if self.site else None
        return found or model(site=self.site)

    @cached_property
    def contact(self) -> ContactSettings:
        return self.setting(ContactSettings)

    @cached_property
    def appearance(self) -> AppearanceSettings:
        return self.setting(AppearanceSettings)

    def whatsapp_url(self, about: str = "") -> str:
        return self.contact.whatsapp_url(current_language(), about)

    def load(self, references: References) -> None:
        """Fetch what is referenced and not here yet: one query per kind, two for pictures."""
        self._load_pages(references.pages - self._pages.keys() - {None})
        self._load_pictures(references.pictures - self._pictures.keys() - {None})
        self._load_documents(references.documents - self._documents.keys() - {None})
        self._load_events(references.events - self.open_events - {None})

    def page(self, page_id: int | None) -> Page | None:
        """A loaded public page in the current language, else in its own."""
        translations = self._pages.get(page_id or 0, {})
        return translations.get(current_language()) or translations.get("")

    def translated_page(self, page_id: int | None) -> Page | None:
        """A loaded public page in the current language, or nothing."""
        return self._pages.get(page_id or 0, {}).get(current_language())

    def exact_page(self, page_id: int | None) -> Page | None:
        """A loaded public page in its own language."""
        return self._pages.get(page_id or 0, {}).get("")

    def picture(self, picture_id: int | None) -> Picture | None:
        return self._pictures.get(picture_id or 0)

    def document(self, document_id: int | None) -> Document | None:
        return self._documents.get(document_id or 0)

    def _load_pages(self, ids: set[int | None]) -> None:
        if not ids:
            return
        keys = Page.objects.filter(pk__in=ids).values("translation_key")
        pages = self.public.pages().filter(translation_key__in=keys).select_related("locale")
        translations: dict[Any, dict[str, Page]] = {}
        found = list(pages)
        for page in found:
            translations.setdefault(page.translation_key, {})[page.locale.language_code] = page
        for page in found:
            self._pages[page.pk] = {**translations[page.translation_key], "": page}

    def _load_pictures(self, ids: set[int | None]) -> None:
        if not ids:
            return
        pictures = self.public.media(Picture.objects.filter(pk__in=ids))
        pictures = pictures.prefetch_related(sized_renditions())
        self._pictures.update({picture.pk: picture for picture in pictures})

    def _load_documents(self, ids: set[int | None]) -> None:
        if not ids:
            return
        documents = self.public.media(Document.objects.filter(pk__in=ids))
        self._documents.update({document.pk: document for document in documents})

    def _load_events(self, ids: set[int | None]) -> None:
        if not ids:
            return
        events = self.public.pages(EventPage).filter(not_over(), pk__in=ids)
        self.open_events.update(events.values_list("pk", flat=True))


def sized_renditions() -> "Prefetch[str]":
    """Loads what `pictures.picture_object` reads of a picture."""
    renditions = PictureRendition.objects.filter(filter_spec__in=SPECS)
    return Prefetch("renditions", queryset=renditions, to_attr="sized_renditions")
