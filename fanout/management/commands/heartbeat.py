from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fanout.heartbeat import FRESH, HOST
from fanout.models import Heartbeat


class Command(BaseCommand):
    help = (
        "Health check of a background role: exit status 0 while any process of that role, with "
        "--here any on this machine or in this container, has a heartbeat younger than 90 seconds, "
        "or than --within, else 1. `fanout status` lists each process."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=Heartbeat.Role.values)
        parser.add_argument(
            "--within", type=int, default=int(FRESH.total_seconds()), metavar="SECONDS"
        )

        parser.add_argument(
            "--here", action="store_true", help="Only processes of this machine or container."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        seconds = options["within"]
        fresh = Heartbeat.objects.fresh(role, timedelta(seconds=seconds))
        if options["here"]:
            fresh = fresh.filter(instance__startswith=f"{HOST}:")
        if not fresh.exists():
            raise CommandError(f"{role}: no heartbeat within {seconds} seconds")
        self.stdout.write(f"{role}: alive")
