"""Where a page stands: its ancestors and its translations, public ones only."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from frontend_bridge.content import Content
from frontend_bridge.content_fields import InstanceField


def breadcrumbs(page: Page, content: Content) -> list[dict[str, Any]]:
    """Home first, the page itself last."""
    ancestors = content.public.pages().filter(
        path__in=[page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    )
    trail = [*ancestors.order_by("path"), page]
    return [
        {"title": step.title, "url": content.url(step), "path": content.path(step)}
        for step in trail
    ]


def alternates(page: Page, content: Content) -> list[dict[str, Any]]:
    """The page in each language, itself included, and ``x-default``: Indonesian, else itself."""
    translations = (
        content.public.pages()
        .filter(translation_key=page.translation_key)
        .exclude(locale_id=page.locale_id)
        .select_related("locale")
    )
    versions = {page.locale.language_code: page}
    versions |= {other.locale.language_code: other for other in translations}
    default = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in versions else next(iter(versions))
    listed = [(code, code) for code in sorted(versions, key=lambda code: (code != default, code))]
    return [
        {
            "locale": code,
            "hreflang": hreflang,
            "url": content.url(versions[code]),
            "path": content.path(versions[code]),
        }
        for code, hreflang in [*listed, (default, "x-default")]
    ]


class BreadcrumbsField(InstanceField):
    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return breadcrumbs(page, self.content)


class AlternatesField(InstanceField):
    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return alternates(page, self.content)
