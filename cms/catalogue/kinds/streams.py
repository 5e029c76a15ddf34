"""Lists that the editor sorts by dragging: one entry per line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlock

from cms.catalogue.cells import join_lines, join_pairs, split_lines, split_pairs
from cms.catalogue.kinds import CellError, Content, Kind, refuse_controls
from cms.catalogue.names import Names
from cms.models import ProductPage


@dataclass(frozen=True)
class Lines(Kind):
    """A stream of one kind of block, each a text."""

    def write(self, content: Content, names: Names) -> str:
        return join_lines([str(value) for value in self._stored(content)])

    def read(self, text: str, locale: str, names: Names) -> Content:
        refuse_controls(text)
        return {self.field: self._stream(split_lines(text))}

    @property
    def _block(self) -> StreamBlock:
        block: StreamBlock = getattr(ProductPage, self.field).field.stream_block
        return block

    def _stored(self, content: Content) -> list[Any]:
        return [block["value"] for block in json.loads(content.get(self.field) or "[]")]

    def _stream(self, values: Sequence[Any]) -> str:
        """The values as the stream stores them, by the rules of its blocks."""
        self._refuse_too_many(len(values))
        ((name, block),) = self._block.child_blocks.items()
        for number, value in enumerate(values, 1):
            try:
                block.clean(block.to_python(value))
            except ValidationError as error:
                raise CellError(*_on_line(number, error)) from None
        return json.dumps([{"type": name, "value": value} for value in values], ensure_ascii=False)

    def _refuse_too_many(self, found: int) -> None:
        most = self._block.meta.max_num
        if most is not None and found > most:
            raise CellError(
                _("At most %(most)d lines are possible, here are %(found)d.")
                % {"most": most, "found": found}
            )


@dataclass(frozen=True)
class Variants(Lines):
    """Lines of ``name | item code``."""

    def write(self, content: Content, names: Names) -> str:
        stored = self._stored(content)
        return join_pairs([(item.get("name", ""), item.get("code") or "") for item in stored])

    def read(self, text: str, locale: str, names: Names) -> Content:
        refuse_controls(text)
        pairs = split_pairs(text)
        return {self.field: self._stream([{"name": name, "code": code} for name, code in pairs])}


def _on_line(number: int, error: ValidationError) -> list[str]:
    """The sentences of a block's error, whichever part of the block each is about."""
    inner = getattr(error, "block_errors", None)
    errors = inner.values() if inner else [error]
    return [
        _("Line %(number)d: %(problem)s") % {"number": number, "problem": sentence}
        for each in errors
        for sentence in each.messages
    ]
