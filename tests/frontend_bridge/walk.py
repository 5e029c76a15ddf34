"""Every address of the public API, derived from its router, with queries that reach far."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import URLPattern
from wagtail.models import Page

from cms import models
from frontend_bridge import urls
from frontend_bridge.registry import FIELDS
from frontend_bridge.router import ENDPOINTS
from frontend_bridge.viewsets import PublicEndpoint

FAR = {"fields": "*", "limit": "100", "facets": "brand,category,function,audience"}
LANGUAGES = ("id", "en")
#: Columns that a reader may filter by.
COLUMNS = ("title", "slug", "code", "city", "venue", "summary", "seo_title", "kind")
PAGE_TYPES = [f"cms.{model.__name__}" for model in FIELDS if issubclass(model, Page)]
Values = Mapping[str, Sequence[str]]


def values_about(pages: Sequence[Page], words: Sequence[str]) -> dict[str, list[str]]:
    """What a curious reader would pass in each parameter to find `pages`."""
    ids = [str(page.pk) for page in pages]
    parts = [parts for page in pages if (parts := page.get_url_parts())]
    paths = [path for _site_id, _root_url, path in parts if path]
    trees = ("child_of", "descendant_of", "ancestor_of", "translation_of")
    columns = {name: _distinct(getattr(page, name, "") for page in pages) for name in COLUMNS}
    terms = {
        "brand": list(models.Brand.objects.values_list("slug", flat=True)),
        "category": list(models.Category.objects.values_list("slug", flat=True)),
        "function": list(models.Function.objects.values_list("slug", flat=True)),
    }
    return {
        **terms,
        **columns,
        **{name: [*ids, "root"] for name in trees},
        "id": ids,
        "path": paths,
        "html_path": paths,
        "search": list(words),
        "when": ["upcoming", "past"],
        "type": PAGE_TYPES,
        "order": ["title", "-title", "id", "-id", "first_published_at"],
    }


def _distinct(values: Iterator[object]) -> list[str]:
    return list(dict.fromkeys(str(value) for value in values if value))


def addresses(values: Values) -> Iterator[str]:
    """Below /api/v2/: listings, details and look-ups of each endpoint, and the other pages."""
    for name, endpoint in ENDPOINTS.items():
        for pattern in endpoint.get_urlpatterns():
            yield from _requests(f"{name}/{pattern.pattern}", endpoint, values)
    for other in urls.urlpatterns:
        if isinstance(other, URLPattern) and other.name:
            yield str(other.pattern)


def _requests(route: str, endpoint: type[PublicEndpoint], values: Values) -> Iterator[str]:
    if "<int:pk>" in route:
        for pk in endpoint.model._default_manager.values_list("pk", flat=True):
            yield f"{route.replace('<int:pk>', str(pk))}?fields=*"
        return
    yield route
    yield from (f"{route}?{query}" for query in _queries(route, endpoint, values))


def _queries(route: str, endpoint: type[PublicEndpoint], values: Values) -> Iterator[str]:
    if route.endswith("find/"):
        known = [parameter.name for parameter in endpoint.find_parameters]
    else:
        known = [parameter.name for parameter in endpoint.listing_parameters(endpoint.model)]
        far = {name: value for name, value in FAR.items() if name in known}
        for language in LANGUAGES if "locale" in known else ():
            yield urlencode(far | {"locale": language})
            if "fallback" in known:
                yield urlencode(far | {"locale": language, "fallback": "true"})
    for name in known:
        for value in values.get(name, []):
            yield urlencode({name: value})
