"""Columns that name something else: terms, pictures, documents, products, events."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.catalogue.cells import join_pairs, one_line, split_pairs
from cms.catalogue.kinds import CellError, Content, Kind, refuse_controls
from cms.catalogue.names import LOCALIZED, Id, Key, Names, Table


def unknown(table: Table, name: str, names: Names) -> str:
    """What to say of a name that leads nowhere."""
    values = {"name": name}
    sentence = {
        Table.BRAND: _("No brand has the slug “%(name)s”.") % values,
        Table.CATEGORY: _("No category has the slug “%(name)s”.") % values,
        Table.FUNCTION: _("No function has the slug “%(name)s”.") % values,
        Table.PICTURE: _("Neither the media library nor the ZIP holds a picture “%(name)s”.")
        % values,
        Table.DOCUMENT: _("The media library holds no document “%(name)s”.") % values,
        Table.PRODUCT: _("No product of this language has the code “%(name)s”.") % values,
        Table.EVENT: _("No event of this language has the slug “%(name)s”.") % values,
    }[table]
    similar = names.similar(table, name)
    hint = _("Did you mean “%(name)s”?") % {"name": similar} if similar else ""
    return f"{sentence} {hint}".strip()


@dataclass(frozen=True)
class Reference(Kind):
    """One thing, or none."""

    table: Table

    def write(self, content: Content, names: Names) -> str:
        found = content.get(self.field)
        return names.key(self.table, found) if found is not None else ""

    def read(self, text: str, locale: str, names: Names) -> Content:
        name = text.strip()
        if not name:
            return {self.field: None}
        refuse_controls(name)
        found = names.find(self.table, locale, name)
        if found is None:
            raise CellError(unknown(self.table, name, names))
        return {self.field: found}

    def ids(self, content: Content) -> Iterable[Id]:
        found = content.get(self.field)
        return [(self.table, found)] if found is not None else []

    def keys(self, text: str, locale: str) -> Iterable[Key]:
        return [(self.table, "", text.strip())] if text.strip() else []


@dataclass(frozen=True)
class RequiredReference(Reference):
    def read(self, text: str, locale: str, names: Names) -> Content:
        if not text.strip():
            raise CellError(_("This may not be empty."))
        return super().read(text, locale, names)


@dataclass(frozen=True)
class Terms(Kind):
    """Slugs in any order."""

    table: Table
    least: int = 0

    def write(self, content: Content, names: Names) -> str:
        slugs = [names.key(self.table, found) for found in content.get(self.field) or []]
        return "\n".join(sorted(slug for slug in slugs if slug))

    def read(self, text: str, locale: str, names: Names) -> Content:
        slugs = _words(text)
        if len(slugs) < self.least:
            raise CellError(_("This may not be empty."))
        found = {slug: names.find(self.table, locale, slug) for slug in slugs}
        missing = [slug for slug, pk in found.items() if pk is None]
        if missing:
            raise CellError(*(unknown(self.table, slug, names) for slug in missing))
        return {self.field: [found[slug] for slug in slugs]}

    def ids(self, content: Content) -> Iterable[Id]:
        return [(self.table, found) for found in content.get(self.field) or []]

    def keys(self, text: str, locale: str) -> Iterable[Key]:
        return [(self.table, "", slug) for slug in _words(text)]


def _words(text: str) -> list[str]:
    """Without repetition, in the order given; no slug holds a comma or a space."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


@dataclass(frozen=True)
class Links(Kind):
    """Rows of a child relation, in their order; `column` is what they refer by."""

    column: str
    table: Table
    most: int | None = None

    def write(self, content: Content, names: Names) -> str:
        return join_pairs([(name, text) for name, text in self._stored(content, names) if name])

    def read(self, text: str, locale: str, names: Names) -> Content:
        refuse_controls(text)
        pairs = _first_of_each(split_pairs(text))
        if self.most is not None and len(pairs) > self.most:
            raise CellError(
                _("At most %(most)d lines are possible, here are %(found)d.")
                % {"most": self.most, "found": len(pairs)}
            )
        found = [(names.find(self.table, locale, name), name, extra) for name, extra in pairs]
        missing = [name for pk, name, _extra in found if pk is None]
        if missing:
            raise CellError(*(unknown(self.table, name, names) for name in missing))
        return {
            self.field: [
                {"pk": None, "sort_order": place, self.column: pk, **self.extras(extra)}
                for place, (pk, _name, extra) in enumerate(found)
            ]
        }

    def ids(self, content: Content) -> Iterable[Id]:
        return [(self.table, child[self.column]) for child in content.get(self.field) or []]

    def keys(self, text: str, locale: str) -> Iterable[Key]:
        language = locale if self.table in LOCALIZED else ""
        return [(self.table, language, name) for name, _extra in split_pairs(text) if name]

    def extras(self, text: str) -> Content:
        if text:
            raise CellError(_("Write one per line, and nothing behind it."))
        return {}

    def extra_text(self, child: Content) -> str:
        return ""

    def _stored(self, content: Content, names: Names) -> list[tuple[str, str]]:
        children: list[Any] = sorted(content.get(self.field) or [], key=_place)
        return [
            (names.key(self.table, child[self.column]), self.extra_text(child))
            for child in children
        ]


@dataclass(frozen=True)
class Photos(Links):
    """Lines of ``file name | alternative text``."""

    def extras(self, text: str) -> Content:
        if len(text) > ALT_LENGTH:
            raise CellError(
                _("An alternative text has at most %(most)d characters.") % {"most": ALT_LENGTH}
            )
        return {"alt": one_line(text)}

    def extra_text(self, child: Content) -> str:
        return child.get("alt") or ""


ALT_LENGTH = 160


def _first_of_each(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    firsts: dict[str, str] = {}
    for name, extra in pairs:
        firsts.setdefault(name, extra)
    return list(firsts.items())


def _place(child: Content) -> int:
    return child.get("sort_order") or 0
