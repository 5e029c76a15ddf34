"""A pytest plugin that loads before Django's settings and gives each test process its own place."""

import os
from pathlib import Path

import pytest

from config.messages import compile_into

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = ROOT / "var" / "test" / WORKER
#: Tests that start the product's processes; those of one mark and folder run one after another.
STARTING_PROCESSES = ("e2e", "processes", "chaos")

os.environ.setdefault("ENVIRONMENT", "test")
if "PYTEST_XDIST_WORKER" in os.environ:
    # The controlling process has set its own already, and its workers inherit that.
    os.environ["VAR_DIR"] = str(VAR_DIR)
os.environ.setdefault("VAR_DIR", str(VAR_DIR))
if server := os.environ.get("REDIS_URL", "").rpartition("/")[0]:
    # Clearing the cache of one worker must not empty the other's.
    os.environ["REDIS_URL"] = f"{server}/{WORKER.removeprefix('gw')}"
# Before Django starts, because it keeps the catalogue that it finds then.
compile_into(Path(os.environ["VAR_DIR"]) / "locale")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("chaos", "the rows of tests/chaos")
    group.addoption("--chaos", choices=["short", "long"], default="short", help="their size")
    group.addoption("--chaos-seed", type=int, help="repeats what an earlier run did at random")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before pytest-xdist looks for groups."""
    for item in items:
        for mark in STARTING_PROCESSES:
            if item.get_closest_marker(mark):
                folder = item.path.relative_to(ROOT).parts[1]
                item.add_marker(pytest.mark.xdist_group(f"{mark} {folder}"))
