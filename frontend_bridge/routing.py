"""From a path on the frontend to the page there."""

from django.conf import settings
from wagtail.models import Page, Site

from frontend_bridge.content import Content


def _language_and_slugs(path: str) -> tuple[str, list[str]]:
    """Indonesian has no prefix, so that ``/id/…`` is an ordinary path."""
    slugs = [slug for slug in path.split("/") if slug]
    others = [code for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    if slugs and slugs[0] in others:
        return slugs[0], slugs[1:]
    return settings.LANGUAGE_CODE, slugs


def page_at(path: str, content: Content) -> Page | None:
    """The public page at `path`, such as ``/en/products/``; as its specific type."""
    language, slugs = _language_and_slugs(path)
    roots = [
        root.root_path
        for root in Site.get_site_root_paths()
        if content.site and root.site_id == content.site.pk and root.language_code == language
    ]
    url_paths = ["/".join([root.rstrip("/"), *slugs, ""]) for root in roots]
    page = content.public.pages().filter(url_path__in=url_paths).select_related("locale").first()
    return page.specific if page else None
