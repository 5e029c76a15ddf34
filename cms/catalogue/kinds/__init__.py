"""The kinds of columns: how a cell is read into a revision's content, and written from it.

`Content` is what a Wagtail revision stores: names of fields to plain values, relations as ids. One
form for live pages, drafts and new rows, so that they can be compared and loaded in batches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.catalogue.cells import is_control, one_line, one_newline
from cms.catalogue.names import Id, Key, Names

Content = dict[str, Any]


class CellError(Exception):
    """A cell that cannot be understood; every argument is a sentence for the person who imports."""


@dataclass(frozen=True)
class Kind:
    """A column's way of reading and writing; `field` is the product's field."""

    field: str

    def write(self, content: Content, names: Names) -> str:
        """The text of a product's value; what `read` gives back unchanged."""
        raise NotImplementedError

    def read(self, text: str, locale: str, names: Names) -> Content:
        """The values that the text stands for; raises `CellError`."""
        raise NotImplementedError

    def ids(self, content: Content) -> Iterable[Id]:
        """What `write` needs the names of."""
        return ()

    def keys(self, text: str, locale: str) -> Iterable[Key]:
        """What `read` needs to find."""
        return ()


def refuse_controls(text: str) -> None:
    if any(is_control(char) for char in text):
        raise CellError(_("The text holds invisible control characters. Remove them."))


@dataclass(frozen=True)
class Text(Kind):
    """Plain text; the model's own rules on length and form are asked when the row is complete."""

    def write(self, content: Content, names: Names) -> str:
        return one_newline(content.get(self.field) or "")

    def read(self, text: str, locale: str, names: Names) -> Content:
        refuse_controls(text)
        return {self.field: text.strip()}


@dataclass(frozen=True)
class Line(Text):
    """A text of one line; spreadsheet programs let people break it."""

    def read(self, text: str, locale: str, names: Names) -> Content:
        return super().read(one_line(text), locale, names)


@dataclass(frozen=True)
class RequiredLine(Line):
    def read(self, text: str, locale: str, names: Names) -> Content:
        if not text.strip():
            raise CellError(_("This may not be empty."))
        return super().read(text, locale, names)


@dataclass(frozen=True)
class OptionalSlug(Line):
    """Empty: what is there stays, and a new product gets one from its title."""

    def read(self, text: str, locale: str, names: Names) -> Content:
        return super().read(text, locale, names) if text.strip() else {}


YES = {"yes", "y", "ya", "true", "1", "x"}
NO = {"", "no", "n", "tidak", "false", "0"}


@dataclass(frozen=True)
class Flag(Kind):
    def write(self, content: Content, names: Names) -> str:
        return "yes" if content.get(self.field) else "no"

    def read(self, text: str, locale: str, names: Names) -> Content:
        word = text.strip().casefold()
        if word not in YES | NO:
            raise CellError(_("Write yes or no."))
        return {self.field: word in YES}


AUDIENCES = {"SALON": "for_salon", "BARBER": "for_barber"}


@dataclass(frozen=True)
class Audiences(Kind):
    def write(self, content: Content, names: Names) -> str:
        return "\n".join(name for name, flag in AUDIENCES.items() if content.get(flag))

    def read(self, text: str, locale: str, names: Names) -> Content:
        chosen = {word.upper() for word in text.replace(",", " ").split()}
        if not chosen or chosen - AUDIENCES.keys():
            raise CellError(_("Write SALON, BARBER or both, one per line."))
        return {flag: name in chosen for name, flag in AUDIENCES.items()}
