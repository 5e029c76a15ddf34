from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fanout.heartbeat import FRESH
from fanout.models import Heartbeat


class Command(BaseCommand):
    help = (
        "Container health check of a background process: exit status 0 while its last heartbeat "
        "is younger than 90 seconds, or than --within, else 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=Heartbeat.Role.values)
        parser.add_argument(
            "--within", type=int, default=int(FRESH.total_seconds()), metavar="SECONDS"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        seconds = options["within"]
        if not Heartbeat.objects.is_fresh(role, timedelta(seconds=seconds)):
            raise CommandError(f"{role}: no heartbeat within {seconds} seconds")
        self.stdout.write(f"{role}: alive")
