"""What cells call things by (slugs, codes, file names), to database ids and back, in batches."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from wagtail.documents import get_document_model

from cms.models import Brand, Category, EventPage, Function, Picture, ProductPage
from cms.models.taxonomy import Term

SIMILAR = 0.6


class Table(Enum):
    BRAND = auto()
    CATEGORY = auto()
    FUNCTION = auto()
    PICTURE = auto()
    DOCUMENT = auto()
    PRODUCT = auto()
    EVENT = auto()


@dataclass(frozen=True)
class Pending:
    """Something that applying will have made: a picture of the ZIP, a product of another row."""

    key: str


Key = tuple[Table, str, str]  # table, language (empty where it makes no difference), name
Id = tuple[Table, int]
LOCALIZED = {Table.PRODUCT, Table.EVENT}
TERMS: dict[Table, type[Term]] = {
    Table.BRAND: Brand,
    Table.CATEGORY: Category,
    Table.FUNCTION: Function,
}
#: Finds ids of one table by names in one language; may answer with `Pending`.
Finder = Callable[[str, set[str]], dict[str, Any]]


@dataclass
class Names:
    """Loaded for a chunk of rows at once: a fixed number of statements, however many rows."""

    finders: dict[Table, Finder] = field(default_factory=dict)
    keys: dict[Id, str] = field(default_factory=dict)
    ids: dict[Key, Any] = field(default_factory=dict)

    def load_ids(self, wanted: Iterable[Id]) -> None:
        """Learn the names of what products already have."""
        for table, ids in _grouped(wanted).items():
            self.keys.update({(table, pk): name for pk, name in KEYS[table](ids)})

    def load_keys(self, wanted: Iterable[Key]) -> None:
        """Look up what cells name."""
        groups: dict[tuple[Table, str], set[str]] = {}
        for table, locale, name in wanted:
            groups.setdefault((table, locale), set()).add(name)
        for (table, locale), names in groups.items():
            for name, found in self.finders[table](locale, names).items():
                self.ids[table, locale, name] = found
                if not isinstance(found, Pending):
                    self.keys.setdefault((table, found), name)

    def key(self, table: Table, found: Any) -> str:
        """The name of an id, empty when it is gone."""
        return found.key if isinstance(found, Pending) else self.keys.get((table, found), "")

    def find(self, table: Table, locale: str, name: str) -> Any:
        return self.ids.get((table, locale if table in LOCALIZED else "", name))

    def similar(self, table: Table, name: str) -> str:
        """The known name that comes nearest, or an empty text."""
        known = [other for other_table, _locale, other in self.ids if other_table is table]
        return next(iter(difflib.get_close_matches(name, known, 1, SIMILAR)), "")


def _grouped(wanted: Iterable[Id]) -> dict[Table, set[int]]:
    groups: dict[Table, set[int]] = {}
    for table, pk in wanted:
        groups.setdefault(table, set()).add(pk)
    return groups


def base_name(path: str) -> str:
    return path.rpartition("/")[2]


def _term_keys(model: type[Term]) -> Callable[[set[int]], Iterable[tuple[int, str]]]:
    return lambda ids: model._default_manager.filter(pk__in=ids).values_list("pk", "slug")


def _file_keys(model: Any) -> Callable[[set[int]], Iterable[tuple[int, str]]]:
    return lambda ids: [
        (pk, base_name(file))
        for pk, file in model.objects.filter(pk__in=ids).values_list("pk", "file")
    ]


KEYS: dict[Table, Callable[[set[int]], Iterable[tuple[int, str]]]] = {
    **{table: _term_keys(model) for table, model in TERMS.items()},
    Table.PICTURE: _file_keys(Picture),
    Table.DOCUMENT: _file_keys(get_document_model()),
    Table.PRODUCT: lambda ids: ProductPage.objects.filter(pk__in=ids).values_list("pk", "code"),
    Table.EVENT: lambda ids: EventPage.objects.filter(pk__in=ids).values_list("pk", "slug"),
}
