import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from lead.privacy.retention import forget_outdated, look

#: A background job does the same in slices; a person may wait.
SECONDS = 3600


class Command(BaseCommand):
    help = (
        "Anonymise every lead that was received more than LEAD_RETENTION_MONTHS months ago, "
        "whatever its status. Leaves alone what is younger, on hold for a legal reason, or "
        "anonymised already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what is due.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = asdict(look())
        report["anonymised"] = 0 if options["dry_run"] else forget_outdated(SECONDS)
        if options["json"]:
            self.stdout.write(json.dumps(report, cls=DjangoJSONEncoder, indent=2))
            return
        self.stdout.write(
            f"Received before {report['received_before']:%Y-%m-%d %H:%M} "
            f"({report['months']} months): {report['due']} due, {report['on_hold']} on hold."
        )
        self.stdout.write(f"Anonymised: {report['anonymised']}.")
