"""From a path on the frontend to the page there."""

from collections.abc import Collection
from itertools import chain

from django.conf import settings
from wagtail.models import Page, Site

from frontend_bridge.content import Content
from frontend_bridge.visibility import PublicSite


def _language_and_slugs(path: str) -> tuple[str, list[str]]:
    """Indonesian has no prefix, so that ``/id/…`` is an ordinary path."""
    slugs = [slug for slug in path.split("/") if slug]
    others = [code for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    if slugs and slugs[0] in others:
        return slugs[0], slugs[1:]
    return settings.LANGUAGE_CODE, slugs


def page_at(path: str, content: Content) -> Page | None:
    """The public page at `path`, such as ``/en/products/``; as its specific type."""
    page = _page_of(*_language_and_slugs(path), content)
    return page.specific if page else None


def page_ids_at(paths: Collection[str], public: PublicSite) -> dict[str, int]:
    """The ids of the public pages of a site at those of `paths` that lead to one."""
    places = {path: _url_paths(*_language_and_slugs(path), public) for path in paths}
    wanted = set(chain.from_iterable(places.values()))
    pages = public.pages().filter(url_path__in=wanted).order_by()
    found = dict(pages.values_list("url_path", "pk"))
    return {
        path: found[place] for path, known in places.items() for place in known if place in found
    }


def page_in(languages: list[str], path: str, content: Content) -> Page | None:
    """The page at `path` in the first of `languages` that it has; as its specific type.

    The path may be of any of them, so that ``/en/produk/`` leads to what only Indonesian has.
    """
    own, slugs = _language_and_slugs(path)
    tried = (_page_of(code, slugs, content) for code in dict.fromkeys([own, *languages]))
    page = next(filter(None, tried), None)
    if page is None:
        return None
    same = content.public.pages().filter(translation_key=page.translation_key)
    versions = {other.locale.language_code: other for other in same.select_related("locale")}
    return next((versions[code].specific for code in languages if code in versions), None)


def _page_of(language: str, slugs: list[str], content: Content) -> Page | None:
    url_paths = _url_paths(language, slugs, content.public)
    pages = content.public.pages().filter(url_path__in=url_paths)
    return pages.select_related("locale").first()


def _url_paths(language: str, slugs: list[str], public: PublicSite) -> list[str]:
    """Wagtail's `url_path` of what is there: one per root page of the site in that language."""
    roots = [
        root.root_path
        for root in Site.get_site_root_paths()
        if public.site and root.site_id == public.site.pk and root.language_code == language
    ]
    return ["/".join([root.rstrip("/"), *slugs, ""]) for root in roots]
