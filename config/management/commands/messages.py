from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config import messages


class Command(BaseCommand):
    help = "Collect the texts for translation, or with --compile make the catalogue Django loads."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only compile, change no source")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            messages.compile_into(settings.LOCALE_PATHS[0])
            return
        catalog = messages.update()
        missing = sum(not messages.is_translated(message) for message in catalog if message.id)
        self.stdout.write(f"{len(catalog)} texts in {messages.SOURCE}, {missing} to translate.")
