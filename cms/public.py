"""What is public: the one definition, for serving pages and media and for judging links to them."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

Row = TypeVar("Row", bound=Model)


def below(paths: Iterable[str], field: str = "path") -> Q:
    """Tree rows at or below any of the materialised `paths`."""
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def published(pages: QuerySet[Page], hidden: list[str]) -> QuerySet[Page]:
    """Of `pages` those that are live, not expired, and neither at nor below the `hidden` paths."""
    unexpired = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    live = pages.filter(unexpired, live=True)
    return live.exclude(below(hidden)) if hidden else live


def private_pages() -> list[str]:
    """Paths of pages with a restriction and of their aliases, which Wagtail itself overlooks."""
    restrictions = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    paths = set(restrictions.values_list("page__path", flat=True))
    found = paths
    while found:
        aliases = Page.objects.filter(below(found, "alias_of__path"))
        found = set(aliases.values_list("path", flat=True)) - paths
        paths |= found
    return sorted(paths)


def private_collections() -> list[str]:
    """Paths of collections with a restriction."""
    restrictions = CollectionViewRestriction.objects.exclude(
        restriction_type=CollectionViewRestriction.NONE
    )
    return list(restrictions.values_list("collection__path", flat=True))


def outside(members: QuerySet[Row], collections: list[str]) -> QuerySet[Row]:
    """Of pictures or documents those that are in none of the `collections`, given by path."""
    return members.exclude(below(collections, "collection__path")) if collections else members


def on_a_site() -> Q:
    """The condition for pages below the root of a site, in any language."""
    condition = Q(pk=None)
    for root in Site.get_site_root_paths():
        condition |= Q(url_path__startswith=root.root_path)
    return condition


def public_pages() -> QuerySet[Page]:
    """On any site; needs statements of its own for what is private."""
    pages: QuerySet[Page] = Page.objects.filter(on_a_site())
    return published(pages, private_pages())


def public_documents() -> QuerySet[Document]:
    """One more statement for what is private."""
    return outside(Document.objects.all(), private_collections())
