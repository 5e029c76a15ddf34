"""Indonesian in place of what has no public version in the asked language, when asked for.

`fallback=true` goes with `locale`. Then a page without a public version in that language is
listed, counted, found and read as its Indonesian version, and every page of the answer says
`meta.is_fallback`. Without it neither happens.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from rest_framework.fields import SkipField
from wagtail.models import Page

from frontend_bridge.content import Content
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.parameters import Flag, ParameterError

FALLBACK = Flag(
    "fallback",
    "With locale: pages without a public version in that language come in Indonesian, and each "
    "page says meta.is_fallback.",
)
Query = Mapping[str, Any]


def is_wanted(query: Query) -> bool:
    return bool(query.get("fallback"))


def check(query: Query) -> None:
    """Raises `ParameterError` for a fallback from no language in particular."""
    if is_wanted(query) and "locale" not in query:
        raise ParameterError("fallback", "needs_locale", _("Say the language with locale."))


def languages(query: Query) -> list[str]:
    """The languages that an answer may be in, the wanted one first; empty when any is right."""
    if "locale" not in query:
        return []
    second = [settings.LANGUAGE_CODE] if is_wanted(query) else []
    return list(dict.fromkeys([query["locale"], *second]))


def in_language(language: str, query: Query, content: Content) -> Q:
    """Pages of a language, and with fallback the Indonesian ones that have no version in it."""
    pages = Q(locale__language_code=language)
    if not is_wanted(query):
        return pages
    versions = content.public.pages().filter(
        locale__language_code=language, translation_key=OuterRef("translation_key")
    )
    untranslated = ~Exists(versions.order_by())
    return pages | Q(Q(locale__language_code=settings.LANGUAGE_CODE) & Q(untranslated))


class IsFallbackField(InstanceField):
    """Whether the page is not in the asked language; absent unless `fallback=true`."""

    def get_attribute(self, instance: Page) -> Page:
        if not is_wanted(self.context["view"].query):
            raise SkipField
        return instance

    def to_representation(self, page: Page) -> bool:
        return bool(page.locale.language_code != self.context["view"].query["locale"])
