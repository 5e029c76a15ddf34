from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from config.signals import bootstrap


class Command(BaseCommand):
    help = (
        "Make what an empty installation needs: locales, the site, the standard pages as drafts, "
        "the default channel. Changes nothing that exists, so it may run at every deploy."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            answers: list[tuple[Any, Any]] = bootstrap.send(sender=self.__class__)
        lines: list[str] = [line for _receiver, made in answers for line in made]
        for line in lines or ["Everything is there already."]:
            self.stdout.write(line)
