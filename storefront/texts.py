"""The storefront's own words. What editors write comes from the API instead."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).resolve().parent / "texts.toml"
LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"


class MissingTextError(Exception):
    """A template asked for a text that the catalogue does not have."""


class Section:
    """The texts of one part of the site in one language, as attributes."""

    def __init__(self, name: str, texts: dict[str, str]) -> None:
        self._name = name
        self._texts = texts

    def __getattr__(self, key: str) -> str:
        try:
            return self._texts[key]
        except KeyError:
            raise MissingTextError(f"{self._name}.{key}") from None

    def get(self, key: str, default: str = "") -> str:
        """For a key that comes from the API, such as the kind of an event."""
        return self._texts.get(key, default)

    def all(self) -> dict[str, str]:
        return dict(self._texts)


class Texts:
    """All sections of one language: ``texts.header.menu``."""

    def __init__(self, language: str, sections: dict[str, Section]) -> None:
        self.language = language
        self._sections = sections

    def __getattr__(self, name: str) -> Section:
        try:
            return self._sections[name]
        except KeyError:
            raise MissingTextError(name) from None


def read_catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """Section → key → language → text."""
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))


@cache
def texts_in(language: str) -> Texts:
    catalogue: dict[str, Any] = read_catalogue()
    return Texts(
        language,
        {
            name: Section(name, {key: text[language] for key, text in entries.items()})
            for name, entries in catalogue.items()
        },
    )


def language_of(path: str) -> str:
    """Indonesian has no prefix, every other language its own: ``/en/products/``."""
    prefix = path.removeprefix("/").partition("/")[0]
    return prefix if prefix in LANGUAGES and prefix != DEFAULT_LANGUAGE else DEFAULT_LANGUAGE
