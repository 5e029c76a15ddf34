"""Translation catalogues without the gettext programs: Babel reads, merges and compiles them.

One catalogue, `config/locale/id/LC_MESSAGES/django.po`, holds the Indonesian of every app;
English is the language of the source.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "id"
CONFIG_DIR = Path(__file__).resolve().parent
SOURCE = CONFIG_DIR / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
APPS = ("cms", "config", "fanout", "frontend_bridge", "lead")
#: Our own, because Babel's holds the time of the last run: noise in every change.
HEADER = rb"""msgid ""
msgstr ""
"Language: id\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


_STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
#: A translation call in what ``templatize`` returns, which is Python only in these places.
_CALL = re.compile(rf"(?:_|n?p?gettext) ?\({_STRING}(?:, ?{_STRING})*(?:, ?count)?\)")


def extract_template(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """A Babel extraction method for Django templates, through Django's own ``templatize``."""
    calls = "\n".join(_CALL.findall(templatize(fileobj.read().decode())))
    return extract_python(BytesIO(calls.encode()), keywords, comment_tags, options)


METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "config.messages:extract_template"),
    ("**/templates/**.txt", "config.messages:extract_template"),
]


def extracted(apps: Iterable[str] = APPS) -> Catalog:
    """Every text that the apps' sources mark for translation."""
    catalog = Catalog(domain="django", charset="utf-8")
    for app in apps:
        root = CONFIG_DIR.parent / app
        for name, _line, message, _comments, context in extract_from_dir(
            root, METHODS, keywords=KEYWORDS
        ):
            catalog.add(message, locations=[(f"{app}/{name}", 0)], context=context)
    return catalog


def stored() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django")


def is_translated(message: Message) -> bool:
    """Whether every form of a text has its translation; one with a plural has a tuple of them."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def update() -> Catalog:
    """Merge new texts into the catalogue and drop those that no source uses any more."""
    catalog = stored()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with SOURCE.open("wb") as file:
        file.write(HEADER)
        write_po(file, catalog, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return catalog


def compile_into(locale_dir: Path) -> None:
    """Write the binary catalogue that Django loads below `locale_dir`, one of ``LOCALE_PATHS``."""
    target = locale_dir / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".tmp")
    with draft.open("wb") as file:
        write_mo(file, stored())
    draft.replace(target)
