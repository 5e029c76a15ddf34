import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.utils import translation
from rich.table import Table

from fanout.console import tables
from lead.health import wording
from lead.health.checks import Check, Health, health
from lead.health.figures import Span, Tally
from lead.models import Outcome

#: Without --all; older hours are in the days.
SHOWN_HOURS, SHOWN_DAYS = 12, 7


class Command(BaseCommand):
    help = (
        "Whether leads arrive and are announced: the page 'Pipeline health' for a terminal. "
        "Exit status 1 when somebody should be called, 2 when the database does not answer. The "
        "success of the last 30 days is shown, but changes no exit status: a call mends nothing of "
        "it; failures of the last minutes do."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")
        parser.add_argument("--all", action="store_true", help="All 48 hours and 30 days.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # The table's words beside the command's own.
            with translation.override("en"):
                found = health()
                shown = _document(found) if options["json"] else _tables(found, options["all"])
        except DatabaseError as error:
            name = type(error).__name__
            raise CommandError(f"The database does not answer ({name}).", returncode=2) from None
        self.stdout.write(shown)
        if found.problems:
            raise CommandError("; ".join(found.problems))


def _document(found: Health) -> str:
    document = {
        "problems": found.problems,
        "checks": {
            check.promise.value: {
                "value": check.value,
                "threshold": check.threshold,
                "is_broken": check.is_broken,
            }
            for check in found.checks
        },
        "hours": [_span(span) for span in found.hours],
        "days": [_span(span) for span in found.days],
        "fanout": asdict(found.fanout),
    }
    return json.dumps(document, cls=DjangoJSONEncoder, indent=2)


def _span(span: Span) -> dict[str, Any]:
    counts = {outcome: span.tally.of(outcome) for outcome in Outcome.values}
    return {"start": span.start, **counts, "success_rate": span.tally.success_rate}


def _tables(found: Health, is_all: bool) -> str:
    hours = found.hours if is_all else found.hours[-SHOWN_HOURS:]
    days = found.days if is_all else found.days[-SHOWN_DAYS:]
    shown = [
        _checks(found.checks),
        _spans("Forms by hour", hours, "%a %d %b %H:%M"),
        _spans("Forms by day", days, "%a %d %b"),
        tables.channels(found.fanout.channels),
        *([tables.canary(found.fanout.canary)] if found.fanout.canary else []),
        tables.processes(found.fanout.processes),
    ]
    return "\n".join(tables.text(table) for table in shown)


def _checks(checks: list[Check]) -> Table:
    table = tables.titled("Promises")
    for heading in ("What", "Now", "Promised", ""):
        table.add_column(heading, overflow="fold")
    for check in checks:
        state = "[bold red]broken[/]" if check.is_broken else "kept"
        table.add_row(wording.title(check), wording.value(check), wording.threshold(check), state)
    return table


def _spans(title: str, spans: list[Span], form: str) -> Table:
    table = tables.titled(title)
    table.add_column("Since")
    for outcome in Outcome:
        table.add_column(str(outcome.label), justify="right")
    table.add_column("Success rate", justify="right")
    for span in reversed(spans):
        counts = (str(span.tally.of(outcome)) for outcome in Outcome)
        table.add_row(span.start.strftime(form), *counts, _rate(span.tally))
    return table


def _rate(tally: Tally) -> str:
    return "–" if tally.success_rate is None else wording.percent(tally.success_rate)
