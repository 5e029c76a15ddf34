import json
from collections.abc import Iterable
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config import smoke

STYLES = {"ok": "green", "failed": "bold red", "skipped": "yellow"}


class Command(BaseCommand):
    help = (
        "Try what a visitor does first: Home, Products, a product, WhatsApp, the lead form, the "
        "language switch. Exit status 1 when anything failed."
    )
    # It looks from outside, also when this installation is what is broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--storefront", default=settings.STOREFRONT_URL, metavar="URL")
        parser.add_argument("--cms", default=settings.WAGTAILADMIN_BASE_URL, metavar="URL")
        parser.add_argument(
            "--submit-lead",
            action="store_true",
            help="also send one valid lead, marked so that no count or export holds it",
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = list(
            smoke.run(options["storefront"], options["cms"], with_lead=options["submit_lead"])
        )
        failed = sum(outcome.state != "ok" for outcome in outcomes)
        if options["json"]:
            checks = [outcome.as_dict() for outcome in outcomes]
            self.stdout.write(json.dumps({"ok": not failed, "checks": checks}, indent=2))
        else:
            Console(file=cast("IO[str]", self.stdout), highlight=False).print(_table(outcomes))
        if failed:
            raise CommandError(f"{failed} of {len(outcomes)} checks did not pass.")


def _table(outcomes: Iterable[smoke.Outcome]) -> Table:
    table = Table("Check", "Result", "Seconds", "What was seen, and what to do next")
    for outcome in outcomes:
        seen = Text(outcome.seen)
        if outcome.next_step:
            seen.append(f"\n→ {outcome.next_step}", "bold")
        result = Text(outcome.state, STYLES[outcome.state])
        table.add_row(outcome.check, result, f"{outcome.seconds:.2f}", seen)
    return table
