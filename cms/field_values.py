"""Content written as TOML, turned into values of model fields."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.models import Picture


def read_texts(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class References:
    """What texts refer to by name: pages and pictures, as seen from one language."""

    language_code: str
    pages: dict[str, Page] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def resolve(self, kind: str, value: Any) -> Any:
        """The raw value of a block of `kind`, with names replaced by what they stand for."""
        if isinstance(value, dict):
            return {name: self.resolve(name, item) for name, item in value.items()}
        if kind == "page":
            return self.pages[value].pk
        if kind == "picture":
            picture = self.pictures[value]
            alt = picture.alt(self.language_code)
            return {"image": picture.pk, "alt_text": alt, "decorative": False}
        return value


def field_values(
    model: type[Model], texts: Mapping[str, Any], references: References
) -> dict[str, Any]:
    """Values for `model`'s fields; an unknown name raises ``FieldDoesNotExist``."""
    return {
        name: _value(model._meta.get_field(name), value, references)
        for name, value in texts.items()
    }


def _value(model_field: Any, value: Any, references: References) -> Any:
    if isinstance(model_field, StreamField):
        return _stream(model_field.stream_block, value, references)
    return value


def _stream(block: StreamBlock, values: Sequence[Any], references: References) -> Any:
    kinds = list(block.child_blocks)
    pairs = (
        [(kinds[0], value) for value in values]
        if len(kinds) == 1
        else [item for value in values for item in value.items()]
    )
    return block.to_python(
        [{"type": kind, "value": references.resolve(kind, value)} for kind, value in pairs]
    )
