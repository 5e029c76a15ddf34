"""Every command that the documents show exists in that form, and every link leads somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs-paket-a").rglob("*.md")])
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
TARGET = re.compile(r"^([a-z][a-z0-9-]*):", re.MULTILINE)
OUTSIDE = {"cd", "cp", "curl", "git", "promtool"}


def commands(document: Path) -> Iterator[str]:
    for block in BLOCK.findall(document.read_text()):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield from (part.strip() for part in line.split("&&"))


SHOWN = sorted({(document, command) for document in DOCUMENTS for command in commands(document)})


def without_variables(words: list[str]) -> list[str]:
    return [word for word in words if not re.fullmatch(r"[A-Z_]+=.*", word)]


def management_command(words: list[str]) -> BaseCommand:
    return load_command_class(get_commands()[words[0]], words[0])


def targets() -> set[str]:
    return set(TARGET.findall((ROOT / "Makefile").read_text()))


def name_of(shown: tuple[Path, str]) -> str:
    return f"{shown[0].relative_to(ROOT)}: {shown[1]}"


@pytest.mark.parametrize("shown", SHOWN, ids=name_of)
def test_a_shown_command_exists(shown: tuple[Path, str]) -> None:
    words = without_variables(shlex.split(shown[1]))
    if words[0] == "make":
        assert set(words[1:]) <= targets()
    elif words[:2] == ["python", "manage.py"]:
        parser = management_command(words[2:]).create_parser("manage.py", words[2])
        parser.parse_args(words[3:])
    elif words[0] not in OUTSIDE:
        assert (ROOT / words[0]).stat().st_mode & 0o111, f"{words[0]} is no program of ours"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text()):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
