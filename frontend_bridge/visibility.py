"""What an anonymous reader may see. Every public answer starts from here."""

from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from wagtail.models import Page, Site

from cms import public
from cms.models import Brand, Category, EventPage, Function, ProductPage
from cms.models.taxonomy import Term

CollectionMember = TypeVar("CollectionMember", bound=Model)
SomeTerm = TypeVar("SomeTerm", bound=Term)
#: Page types, and their fields, that make a term public.
USES: dict[type[Term], tuple[tuple[type[Page], str], ...]] = {
    Brand: ((ProductPage, "brand"), (EventPage, "brand")),
    Category: ((ProductPage, "categories"),),
    Function: ((ProductPage, "functions"),),
}


class PublicSite:
    """The published, unrestricted pages and media of one site, whoever asks; see `cms.public`.

    Wagtail's own `get_public_pages_queryset` lets a signed-in editor see more, which a cache
    would then hand to everybody.
    """

    def __init__(self, site: Site | None) -> None:
        self.site = site

    def pages(self, model: type[Page] = Page) -> QuerySet[Page]:
        """Live pages of `model` in all languages of this site."""
        if not self._root_paths:
            return model._default_manager.none()
        pages = model._default_manager.filter(public.below(self._root_paths))
        return public.published(pages, self._private_paths + self._paths_of_sites_below)

    def homes(self) -> QuerySet[Page]:
        """The site's public home pages, one per language."""
        return self.pages().filter(path__in=self._root_paths)

    def terms(self, model: type[SomeTerm]) -> QuerySet[SomeTerm]:
        """Terms that a public page of this site uses, in any language.

        A brand is prepared before its first product is published; until then it is a secret.
        """
        used = Q()
        for page_model, field in USES[model]:
            used |= Q(pk__in=self.pages(page_model).order_by().values(field))
        return model._default_manager.filter(used)

    def media(self, members: QuerySet[CollectionMember]) -> QuerySet[CollectionMember]:
        """`members` (pictures, documents) without those of private collections."""
        return public.outside(members, self._private_collections)

    @cached_property
    def _root_paths(self) -> list[str]:
        """Of this site's root page in each language."""
        if self.site is None:
            return []
        return self._roots.get(self.site.root_page.translation_key, [])

    @cached_property
    def _paths_of_sites_below(self) -> list[str]:
        """Roots of other sites within this one: what is there belongs to the most specific."""
        own = self._root_paths
        paths = [path for paths in self._roots.values() for path in paths if path not in own]
        return [path for path in paths if path.startswith(tuple(own))]

    @cached_property
    def _roots(self) -> dict[UUID, list[str]]:
        """Paths of the root pages of all sites, with their translations, by translation key."""
        keys = Page.objects.filter(sites_rooted_here__isnull=False).values("translation_key")
        found: dict[UUID, list[str]] = {}
        roots = Page.objects.filter(translation_key__in=keys)
        for key, path in roots.values_list("translation_key", "path"):
            found.setdefault(key, []).append(path)
        return found

    @cached_property
    def _private_paths(self) -> list[str]:
        return public.private_pages()

    @cached_property
    def _private_collections(self) -> list[str]:
        return public.private_collections()
