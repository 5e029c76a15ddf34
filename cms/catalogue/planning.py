"""What a row would do, without doing it.

A row is about one product in one language, found by `code` and `locale`. Columns that the file
does not have leave the product as it is; an empty cell empties the field. A row is compared with
the latest draft, as text, column by column: what reads the same is no change. `fingerprint` tells
when a product is not any more what was compared.

The English row of a product may come before the Indonesian one, or alone: the later of the two
becomes the translation of the earlier, and one that stands alone says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cms.catalogue.branches import Branch
from cms.catalogue.cells import KEEP, from_cell
from cms.catalogue.chunk import Chunk
from cms.catalogue.columns import (
    BY_NAME,
    CHANGED,
    CODE,
    DRAFT,
    LIVE,
    LOCALE,
    NEEDED_TO_CREATE,
    STATUS,
)
from cms.catalogue.contents import fingerprint, status, texts
from cms.catalogue.faults import Message, alt_notices, faults, message
from cms.catalogue.kinds import CellError, Content
from cms.catalogue.names import Pending
from cms.models import ImportRow, Outcome, ProductPage

SHOWN_CHARACTERS = 160
LONGEST_CODE = ProductPage._meta.get_field("code").max_length or 0


class RowError(Exception):
    """A row that cannot be taken; the messages say why, each beside its column."""

    def __init__(self, *messages: Message) -> None:
        super().__init__()
        self.messages = list(messages)


@dataclass(frozen=True)
class Plan:
    outcome: Outcome
    messages: list[Message] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    #: The fields to write; relations may hold `Pending`.
    content: Content = field(default_factory=dict)
    page: ProductPage | None = None
    publishes: bool = False
    fingerprint: str = ""


def plan_rows(chunk: Chunk) -> Iterator[tuple[ImportRow, Plan]]:
    for row in chunk.rows:
        try:
            yield row, plan_row(chunk, row)
        except RowError as refusal:
            yield row, Plan(Outcome.REFUSE, refusal.messages, page=chunk.page(row))


def plan_row(chunk: Chunk, row: ImportRow) -> Plan:
    """Raises `RowError` with everything that is wrong, not only the first."""
    branch = _branch(chunk, row)
    page = chunk.page(row)
    _refuse_forbidden(chunk, branch, page)
    stored = chunk.content(page)
    before = texts(stored, chunk.names)
    content = _read(chunk, row, before if page else {})
    _refuse_invalid(chunk, row, {**stored, **content})
    publishes = _publishes(chunk, row, page, content)
    if publishes and not _may_publish(chunk, branch, page):
        raise RowError(message(STATUS, _("You may not publish this product.")))
    changes = _changes(before, texts({**stored, **content}, chunk.names))
    if page and publishes and not changes:
        changes = [{"field": STATUS, "before": status(page), "after": LIVE}]
    if page and changes and chunk.locks.hold(page):
        raise RowError(message("", _("This product is locked.")))
    return Plan(
        outcome=_outcome(page, changes),
        messages=[*_notices(chunk, row, page), *alt_notices(chunk, row, content)],
        changes=changes if page else [],
        content=content,
        page=page,
        publishes=publishes,
        fingerprint=fingerprint(before, status(page)) if page else "",
    )


def _outcome(page: ProductPage | None, changes: list[dict[str, str]]) -> Outcome:
    if page is None:
        return Outcome.CREATE
    return Outcome.CHANGE if changes else Outcome.UNCHANGED


def _branch(chunk: Chunk, row: ImportRow) -> Branch:
    if not row.code:
        raise RowError(message(CODE, _("This may not be empty.")))
    if len(row.code) > LONGEST_CODE:
        most = {"most": LONGEST_CODE}
        raise RowError(message(CODE, _("A code has at most %(most)d characters.") % most))
    branch = chunk.context.branches.get(row.locale)
    if branch is None:
        known = {"known": ", ".join(chunk.context.branches)}
        raise RowError(
            message(LOCALE, _("There are products in these languages: %(known)s.") % known)
        )
    return branch


def _refuse_forbidden(chunk: Chunk, branch: Branch, page: ProductPage | None) -> None:
    if page is None:
        if not branch.may_add:
            raise RowError(message("", _("You may not add products in this language.")))
        if branch.is_ambiguous:
            raise RowError(
                message(LOCALE, _("Several sites have products in this language. Add it by hand."))
            )
        return
    if page.alias_of_id:
        raise RowError(message("", _("This page is an alias, which follows another page.")))
    if not page.permissions_for_user(chunk.context.user).can_edit():
        raise RowError(message("", _("You may not edit this product.")))


def _may_publish(chunk: Chunk, branch: Branch, page: ProductPage | None) -> bool:
    if page is None:
        return branch.may_publish
    return bool(page.permissions_for_user(chunk.context.user).can_publish())


def _read(chunk: Chunk, row: ImportRow, before: dict[str, str]) -> Content:
    """The fields that the row changes; `before` is empty for a new product."""
    content: Content = {}
    problems = []
    # In the order of columns: PostgreSQL keeps none of its own in JSON.
    for name in [name for name in BY_NAME if name in row.cells]:
        text = from_cell(row.cells[name])
        if text.strip() == KEEP or before.get(name) == text:
            continue
        kind = BY_NAME[name].kind
        try:
            read = kind.read(text, row.locale, chunk.names)
        except CellError as error:
            problems.append(message(name, *error.args))
            continue
        if kind.write(read, chunk.names) != before.get(name):
            content.update(read)
    if problems:
        raise RowError(*problems)
    return content


def _refuse_invalid(chunk: Chunk, row: ImportRow, content: Content) -> None:
    problems = [
        message(name, _("A product needs this."))
        for name in NEEDED_TO_CREATE
        if not BY_NAME[name].kind.write(content, chunk.names)
    ]
    problems += faults(chunk, row, content)
    if problems:
        raise RowError(*problems)


def _publishes(chunk: Chunk, row: ImportRow, page: ProductPage | None, content: Content) -> bool:
    """Whether applying the row puts something live that is not live yet."""
    wanted = from_cell(row.cells.get(STATUS, "")).strip().casefold()
    if wanted not in {"", LIVE, DRAFT, CHANGED}:
        raise RowError(message(STATUS, _("Write live, draft or changed.")))
    if not chunk.context.catalogue_import.publish or wanted not in {"", LIVE}:
        return False
    if page is None:
        return True
    if status(page) == CHANGED:
        # Publishing would put live what somebody else has not finished.
        return wanted == LIVE
    return bool(content) or not page.live


def _changes(before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"field": name, "before": _shortened(before[name]), "after": _shortened(after[name])}
        for name in before
        if before[name] != after[name]
    ]


def _shortened(text: str) -> str:
    return Truncator(text).chars(SHOWN_CHARACTERS)


def _notices(chunk: Chunk, row: ImportRow, page: ProductPage | None) -> list[Message]:
    """A translation without its original is possible, and most often a mistake."""
    if page is not None or row.locale == settings.LANGUAGE_CODE or not chunk.stands_alone(row):
        return []
    return [message("", _("No Indonesian product has this code yet; this one will stand alone."))]


def waiting_names(content: Content) -> list[str]:
    """Codes of related products that other rows of the file still have to make."""
    related = chain(child["related"] for child in content.get("product_relations") or [])
    return [found.key for found in related if isinstance(found, Pending)]
