from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import TypedDict
from wagtail.models import Page

from frontend_bridge import parameters
from frontend_bridge.content import Content
from frontend_bridge.filters import AnyLanguageFilter
from frontend_bridge.pages_viewset import PublicPagesEndpoint
from frontend_bridge.parameters import Integer
from frontend_bridge.trail import Alternate, alternate_links
from frontend_bridge.viewsets import ListingMeta

MOST = 1000
LIMIT = Integer("limit", f"Items per answer; {MOST} when missing.", "500", maximum=MOST)


class SitemapEntry(TypedDict):
    """`lastmod` is when the page was last published, in Jakarta's time; `None` if unknown."""

    url: str | None
    path: str | None
    locale: str
    lastmod: str | None
    alternates: list[Alternate]


class Sitemap(TypedDict):
    meta: ListingMeta
    items: list[SitemapEntry]


class SitemapEndpoint(PublicPagesEndpoint):
    summary = "Every public page for search engines, with its translations and last publication."
    query_parameters = (
        LIMIT,
        parameters.OFFSET,
        parameters.LOCALE,
        *parameters.COMMON,
    )
    filter_backends = [AnyLanguageFilter]
    answer = Sitemap

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "sitemap_view"}), name="listing")]

    def sitemap_view(self, request: Request) -> Response:
        limit, offset = self.query.get("limit", MOST), self.query.get("offset", 0)
        pages = self.filter_queryset(self.get_queryset()).order_by("pk")
        entries = list(sitemap_entries(pages[offset : offset + limit], self.content))
        return Response({"meta": {"total_count": pages.count()}, "items": entries})


def sitemap_entries(pages: QuerySet[Any], content: Content) -> Iterator[SitemapEntry]:
    listed: list[Page] = list(pages.select_related("locale"))
    # A page that is taken offline at this moment still has itself.
    versions: dict[UUID, dict[int, Page]] = defaultdict(dict)
    for page in listed:
        versions[page.translation_key][page.pk] = page
    same = content.public.pages().filter(translation_key__in=versions)
    for page in same.select_related("locale"):
        versions[page.translation_key][page.pk] = page
    for page in listed:
        yield {
            "url": content.url(page),
            "path": content.path(page),
            "locale": page.locale.language_code,
            "lastmod": _published(page),
            "alternates": alternate_links(versions[page.translation_key].values(), content),
        }


def _published(page: Page) -> str | None:
    """Not the time of the last draft, which is nobody's business."""
    moment = page.last_published_at
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
