"""What an anonymous reader may see. Every public answer starts from here."""

from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

CollectionMember = TypeVar("CollectionMember", bound=Model)


def _below(paths: Iterable[str], field: str = "path") -> Q:
    """Tree rows at or below any of the materialised `paths`."""
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class PublicSite:
    """The published, unrestricted pages and media of one site, whoever asks.

    Wagtail's own `get_public_pages_queryset` lets a signed-in editor see more, which a cache
    would then hand to everybody; it also overlooks aliases of restricted pages.
    """

    def __init__(self, site: Site | None) -> None:
        self.site = site

    def pages(self, model: type[Page] = Page) -> QuerySet[Page]:
        """Live pages of `model` in all languages of this site."""
        if not self._root_paths:
            return model._default_manager.none()
        unexpired = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
        pages = model._default_manager.live().filter(unexpired, _below(self._root_paths))
        return pages.exclude(_below(self._private_paths)) if self._private_paths else pages

    def media(self, members: QuerySet[CollectionMember]) -> QuerySet[CollectionMember]:
        """`members` (pictures, documents) without those of private collections."""
        if not self._private_collections:
            return members
        return members.exclude(_below(self._private_collections, "collection__path"))

    @cached_property
    def _root_paths(self) -> list[str]:
        if self.site is None:
            return []
        root = Page.objects.filter(pk=self.site.root_page_id)
        translations = Page.objects.filter(translation_key__in=root.values("translation_key"))
        return list(translations.values_list("path", flat=True))

    @cached_property
    def _private_paths(self) -> list[str]:
        restrictions = PageViewRestriction.objects.exclude(
            restriction_type=PageViewRestriction.NONE
        )
        paths = set(restrictions.values_list("page__path", flat=True))
        found = paths
        while found:
            aliases = Page.objects.filter(_below(found, "alias_of__path"))
            found = set(aliases.values_list("path", flat=True)) - paths
            paths |= found
        return sorted(paths)

    @cached_property
    def _private_collections(self) -> list[str]:
        restrictions = CollectionViewRestriction.objects.exclude(
            restriction_type=CollectionViewRestriction.NONE
        )
        return list(restrictions.values_list("collection__path", flat=True))
