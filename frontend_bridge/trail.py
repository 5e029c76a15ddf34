"""Where a page stands: its ancestors and its translations, public ones only."""

from collections.abc import Iterable

from django.conf import settings
from typing_extensions import TypedDict
from wagtail.models import Page

from frontend_bridge.content import Content
from frontend_bridge.content_fields import InstanceField


class Breadcrumb(TypedDict):
    title: str
    url: str | None
    path: str | None


class Alternate(TypedDict):
    """The page in one language; `hreflang` is that language, or ``x-default`` once."""

    locale: str
    hreflang: str
    url: str | None
    path: str | None


def breadcrumbs(page: Page, content: Content) -> list[Breadcrumb]:
    """Home first, the page itself last."""
    ancestors = content.public.pages().filter(
        path__in=[page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    )
    trail = [*ancestors.order_by("path"), page]
    return [
        {"title": step.title, "url": content.url(step), "path": content.path(step)}
        for step in trail
    ]


def alternates(page: Page, content: Content) -> list[Alternate]:
    """The page in each language that has it."""
    translations = (
        content.public.pages()
        .filter(translation_key=page.translation_key)
        .exclude(locale_id=page.locale_id)
        .select_related("locale")
    )
    return alternate_links([page, *translations], content)


def alternate_links(versions: Iterable[Page], content: Content) -> list[Alternate]:
    """Versions of one page with their `locale`, and ``x-default``: Indonesian, else the first."""
    by_language = {page.locale.language_code: page for page in versions}
    first = next(iter(by_language))
    default = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in by_language else first
    listed = sorted(by_language, key=lambda code: (code != default, code))
    return [
        {
            "locale": code,
            "hreflang": hreflang,
            "url": content.url(by_language[code]),
            "path": content.path(by_language[code]),
        }
        for code, hreflang in [*((code, code) for code in listed), (default, "x-default")]
    ]


class BreadcrumbsField(InstanceField):
    def to_representation(self, page: Page) -> list[Breadcrumb]:
        return breadcrumbs(page, self.content)


class AlternatesField(InstanceField):
    def to_representation(self, page: Page) -> list[Alternate]:
        return alternates(page, self.content)
