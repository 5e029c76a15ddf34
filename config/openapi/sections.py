"""The sections of the document that apps other than its own describe."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.openapi.components import Components


@dataclass(frozen=True)
class Section:
    """A group of addresses under one tag.

    `paths` returns OpenAPI path items by address, and adds the schemas that they refer to.
    """

    name: str
    description: str
    paths: Callable[[Components], dict[str, Any]]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Make a section part of the document; called from the owning app's ``AppConfig.ready``."""
    if section.name in _sections:
        raise ValueError(f"The section {section.name!r} is registered already.")
    _sections[section.name] = section


def sections() -> list[Section]:
    """Every registered section, by name."""
    return sorted(_sections.values(), key=lambda section: section.name)
