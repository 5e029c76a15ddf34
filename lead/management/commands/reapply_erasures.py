import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lead.privacy.ledger import LedgerError, known, synchronise
from lead.privacy.reapplying import reapply


class Command(BaseCommand):
    help = (
        "After a backup was restored: erase once more whoever was erased since it was made, by "
        "the table and the file of the ledger. Leaves alone leads that were sent after their "
        "sender was erased, and those on hold. May be run as often as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ledger", type=Path, help="The ledger's file, if not the one in its usual place."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only say what would go.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["ledger"] or Path(settings.ERASURE_LEDGER)
        if options["ledger"] and not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            if not options["dry_run"]:
                synchronise(file)
            ledger = known(file)
        except LedgerError as error:
            raise CommandError(str(error)) from None
        done = reapply(ledger, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"known": len(ledger), **asdict(done)}, indent=2))
            return
        verb = "would go" if options["dry_run"] else "erased again"
        self.stdout.write(
            f"{len(ledger)} erasures known; {verb}: {done.leads} leads, {done.mentions} mentions."
        )
