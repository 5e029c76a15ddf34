"""Rows that are planned together, and everything that planning them asks the database for.

The number of statements does not depend on the number of rows.
"""

from collections.abc import Sequence

from django.db.models import Q
from wagtail.models import Page

from cms.catalogue.cells import from_cell, split_pairs
from cms.catalogue.columns import BY_NAME
from cms.catalogue.contents import current_contents, load_names
from cms.catalogue.context import Context
from cms.catalogue.finders import photos_by_code
from cms.catalogue.kinds import Content
from cms.catalogue.locks import Locks, with_locks
from cms.catalogue.names import Names
from cms.models import ImportRow, ProductPage


class Chunk:
    def __init__(self, context: Context, rows: Sequence[ImportRow]) -> None:
        self.context = context
        self.rows = rows
        codes = {row.code for row in rows}
        found = with_locks(ProductPage.objects.filter(code__in=codes).select_related("locale"))
        self._pages = {
            (page.locale.language_code, page.code): page for page in found.order_by("-path")
        }
        self._contents = current_contents(list(self._pages.values()))
        self._coming = photos_by_code(context.catalogue_import, codes)
        self.locks = Locks(context.user)
        self.slugs = self._taken_slugs()
        self.names = Names(context.finders)
        load_names(self._contents.values(), self.names)
        self.names.load_keys(
            key
            for row in rows
            for name, cell in row.cells.items()
            if name in BY_NAME
            for key in BY_NAME[name].kind.keys(from_cell(cell), row.locale)
        )

    def page(self, row: ImportRow) -> ProductPage | None:
        return self._pages.get((row.locale, row.code))

    def content(self, page: ProductPage | None) -> Content:
        return self._contents[page.pk] if page else {}

    def sibling(self, row: ImportRow) -> ProductPage | None:
        """The same product in another language."""
        others = (
            page
            for (locale, code), page in self._pages.items()
            if code == row.code and locale != row.locale
        )
        return next(others, None)

    def stands_alone(self, row: ImportRow) -> bool:
        coming = {locale for locale, code in self._coming if code == row.code} - {row.locale}
        return self.sibling(row) is None and not coming

    def languages_without_text(self, row: ImportRow, picture: str) -> list[str]:
        """In which no row about the same product says what a picture of the ZIP shows."""
        told = {row.locale}
        for (locale, code), photos in self._coming.items():
            if code == row.code and dict(split_pairs(from_cell(photos or ""))).get(picture):
                told.add(locale)
        return [locale for locale in self.context.branches if locale not in told]

    def _taken_slugs(self) -> dict[tuple[str, str], int]:
        """Of the slugs that the rows name: which page has each."""
        wanted = Q(pk__in=[])
        for locale, branch in self.context.branches.items():
            slugs = {row.slug for row in self.rows if row.locale == locale and row.slug}
            place = Q(path__startswith=branch.overview.path, depth=branch.overview.depth + 1)
            wanted |= place & Q(slug__in=slugs, locale_id=branch.overview.locale_id)
        found = Page.objects.filter(wanted).values_list("locale__language_code", "slug", "pk")
        return {(locale, slug): pk for locale, slug, pk in found}
