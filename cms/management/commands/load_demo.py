from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cms.demo.content import DemoContent, load
from cms.demo.library import fill_library
from cms.demo.logins import keep_logins
from cms.demo.pages import PageWriter
from cms.demo.studio import Order, develop, orders
from cms.models import Brand, ProductPage


class Command(BaseCommand):
    help = (
        "Fill an empty installation with bilingual demo content and the logins admin, marketing "
        "and sales. Changes no content where brands or products exist already. Refused when "
        "ENVIRONMENT=production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sketches",
            action="store_true",
            help="plain fields of colour instead of drawn pictures, which take most of the time",
        )

    def handle(self, *args: Any, sketches: bool, **options: Any) -> None:
        if settings.ENV.is_production:
            raise CommandError(
                "Demo content is refused when ENVIRONMENT=production. "
                "Use `manage.py bootstrap` to start with the standard pages as drafts."
            )
        call_command("bootstrap", stdout=StringIO())
        keep_logins()
        if Brand.objects.exists() or ProductPage.objects.exists():
            self.stdout.write("Demo content: there already.")
            return
        with _progress(self.stdout) as progress:
            _load(load(), progress, sketches=sketches)


def _progress(stream: Any) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=stream),
    )


def _load(content: DemoContent, progress: Progress, *, sketches: bool) -> None:
    """All or nothing: drawn beforehand, so that the database is locked only while writing."""
    developed: list[tuple[Order, bytes]] = []
    wanted = orders(content)
    drawing = progress.add_task("Drawing demo pictures", total=len(wanted))
    for order, jpeg in zip(wanted, develop(wanted, as_sketches=sketches), strict=True):
        developed.append((order, jpeg))
        progress.advance(drawing)
    with transaction.atomic():
        writer = PageWriter(content, fill_library(content, developed), timezone.localdate())
        writing = progress.add_task("Publishing demo pages", total=writer.steps)
        writer.write(lambda: progress.advance(writing))
