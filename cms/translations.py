"""Whether translations are up to date: the one rule, for the product list and for the reports.

The page in the site's default language is the source, its counterparts in other languages are its
translations. A translation is *outdated* while its source was published later than

* the translation was published, where it is live: that is what visitors read. Editing it settles
  nothing before it is published;
* the translation was last edited, where it is not live: nobody reads it yet, and whoever publishes
  it has looked at it since.

Drafts of the source do not count. Where the source is missing or not live, nothing is outdated.
"""

from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce
from wagtail.models import Page

SomePage = TypeVar("SomePage", bound=Page)


def with_outdated(pages: QuerySet[SomePage]) -> QuerySet[Any]:
    """Annotates each page with `is_outdated`."""
    # A page that was imported or made by code may lack any of the three.
    published = Coalesce("last_published_at", "latest_revision_created_at", "first_published_at")
    edited = Coalesce("latest_revision_created_at", "last_published_at", "first_published_at")
    newer_source = Page.objects.filter(
        translation_key=OuterRef("translation_key"),
        locale__language_code=settings.LANGUAGE_CODE,
        live=True,
        last_published_at__gt=OuterRef("last_reviewed_at"),
    ).exclude(pk=OuterRef("pk"))
    last_reviewed_at = Case(When(live=True, then=published), default=edited)
    return pages.alias(last_reviewed_at=last_reviewed_at).annotate(is_outdated=Exists(newer_source))
