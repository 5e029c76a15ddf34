"""What came of each row, as one table in Markdown and JSON."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.processes import ROOT

FOLDER = ROOT / "var" / "chaos"


@dataclass
class Result:
    """One scenario's outcome: its row in the table, and the figures that it measured."""

    row: int
    test: str
    holds: str
    size: str
    seed: int
    name: str
    figures: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0
    passed: bool = False
    commit: str = ""
    #: When it began, in UTC (ISO 8601).
    at: str = ""


def commit() -> str:
    """The checkout's commit, with a `+` when files have changed since; "" without Git."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()


def store(result: Result) -> None:
    """Keep a result beside those of other runs, so that rows can be repeated one by one."""
    path = FOLDER / result.size / f"{result.row:02}-{result.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n")


def write_table(size: str) -> Path:
    """Write everything that is stored for a size; returns the Markdown file."""
    results = [json.loads(path.read_text()) for path in sorted((FOLDER / size).glob("*.json"))]
    as_json, as_markdown = FOLDER / f"{size}.json", FOLDER / f"{size}.md"
    as_json.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    as_markdown.write_text("\n".join(_markdown(Result(**each) for each in results)) + "\n")
    return as_markdown


def _markdown(results: Iterable[Result]) -> Iterable[str]:
    yield "| # | Test | Must hold | Measured | Seconds | Seed | Commit, time | Holds |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in results:
        figures = "; ".join(f"{name}: {value}" for name, value in result.figures.items())
        answer = "yes" if result.passed else "**no**"
        run = (round(result.seconds), result.seed, f"{result.commit}, {result.at}")
        cells = (result.row, result.test, result.holds, figures, *run, answer)
        yield f"| {' | '.join(map(str, cells))} |"
