"""The plan of the house, as rules that fail."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "fanout", "cms", "lead", "frontend_bridge", "storefront")
ENVIRONMENT_READERS = {"config/env.py"}
LONGEST_MODULE = 250
FLAT_LISTS = {"config/settings.py"}  # no logic to hold in the head


MODULES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_follow_the_table() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def environment_reads(tree: ast.AST) -> list[int]:
    """Lines that read a variable; giving a default to Django's own is not reading."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    defaults = {id(node.value) for node in attributes if node.attr == "setdefault"}
    return [
        node.lineno
        for node in attributes
        if node.attr in {"environ", "getenv"}
        and getattr(node.value, "id", "") == "os"
        and id(node) not in defaults
    ]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_environment_module_reads_the_environment(path: Path) -> None:
    if relative(path) in ENVIRONMENT_READERS:
        return
    assert environment_reads(ast.parse(path.read_text())) == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_is_too_long_to_hold_in_the_head(path: Path) -> None:
    if relative(path) not in FLAT_LISTS:
        assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def test_every_package_folder_is_one_of_the_plan() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - {"tests"} <= set(PACKAGES)
