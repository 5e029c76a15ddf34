import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lead.privacy.disclosure import as_json, note_disclosure
from lead.privacy.erasing import erase
from lead.privacy.holdings import everything_on
from lead.privacy.identifiers import Identifier, UnknownWritingError


class Command(BaseCommand):
    help = "Show everything that is held on a person, as JSON, or erase it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["show", "erase"])
        parser.add_argument(
            "person",
            help="A telephone number or e-mail address in any writing; - asks for it, so that it "
            "stands in no shell's history.",
        )
        parser.add_argument("--yes", action="store_true", help="Erase without asking again.")

    def handle(self, *args: Any, **options: Any) -> None:
        written = options["person"]
        identifier = _read(input("Number or address: ") if written == "-" else written)
        if options["action"] == "show":
            holdings = everything_on(identifier)
            note_disclosure(holdings, actor=None)
            self._write(as_json(holdings))
            return
        if not options["yes"] and input("Erase for good? Type yes: ") != "yes":
            raise CommandError("Nothing was erased.")
        self._write(asdict(erase(identifier)))

    def _write(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _read(written: str) -> Identifier:
    try:
        return Identifier.read(written)
    except UnknownWritingError:
        raise CommandError("This is neither a telephone number nor an e-mail address.") from None
