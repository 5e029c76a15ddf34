import re
from string import Formatter

import pytest

from storefront.rendering import FOLDER
from storefront.texts import LANGUAGES, MissingTextError, language_of, read_catalogue, texts_in

CATALOGUE = read_catalogue()
ENTRIES = {
    f"{section}.{key}": text
    for section, entries in CATALOGUE.items()
    for key, text in entries.items()
}
TEMPLATES = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.html"))]


def placeholders(text: str) -> set[str | None]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text)} - {None}


@pytest.mark.parametrize("key", ENTRIES)
def test_every_text_exists_in_every_language_with_the_same_placeholders(key: str) -> None:
    text = ENTRIES[key]
    assert set(text) == set(LANGUAGES)
    assert all(words.strip() for words in text.values())
    assert placeholders(text["id"]) == placeholders(text["en"])


def test_templates_ask_only_for_texts_that_exist() -> None:
    asked = {
        match
        for template in TEMPLATES
        for match in re.findall(r"\bt\.(\w+\.\w+)", template)
        if not match.endswith((".get", ".all"))
    }
    assert asked <= set(ENTRIES)


def test_a_text_that_is_missing_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(MissingTextError):
        _ = texts_in("id").header.no_such_text
    with pytest.raises(MissingTextError):
        _ = texts_in("id").no_such_section


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "id"), ("/produk/", "id"), ("/en/", "en"), ("/en", "en"), ("/english/", "id")],
)
def test_the_path_tells_the_language(path: str, language: str) -> None:
    assert language_of(path) == language
