import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fanout import pipeline
from fanout.heartbeat import FRESH
from fanout.models import Delivery
from fanout.replay import replay


class Command(BaseCommand):
    help = "Show how the announcements are doing (status), or send failed ones again (replay)."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        status = commands.add_parser("status", help="Channels, counts and background processes.")
        status.add_argument("--json", action="store_true", help="For programs.")
        again = commands.add_parser("replay", help="Send failed deliveries once more.")
        again.add_argument("ids", nargs="*", type=int, metavar="ID", help="Numbers of deliveries.")
        again.add_argument("--channel", help="Every failed delivery of the channel of that name.")
        again.add_argument("--as-new", action="store_true", help="Under a new message id.")
        again.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "status":
            self._status(as_json=options["json"])
        else:
            self._replay(options)

    def _status(self, *, as_json: bool) -> None:
        channels, ages = pipeline.channel_statuses(), pipeline.heartbeat_ages()
        if as_json:
            self._write_json(
                {"channels": [asdict(channel) for channel in channels], "heartbeats": ages}
            )
            return
        self._print(_channel_table(channels))
        self._print(_heartbeat_table(ages))

    def _replay(self, options: dict[str, Any]) -> None:
        if not options["ids"] and not options["channel"]:
            raise CommandError("Name the deliveries by number, or a channel with --channel NAME.")
        chosen = Delivery.objects.filter(pk__in=options["ids"])
        if options["channel"]:
            chosen = chosen | Delivery.objects.filter(
                channel__name=options["channel"], state=Delivery.State.DEAD
            )
        made = replay(chosen, as_new=options["as_new"])
        if options["json"]:
            self._write_json({"replayed": [delivery.pk for delivery in made]})
            return
        self._print(_replay_table(made))

    def _write_json(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, cls=DjangoJSONEncoder, indent=2))

    def _print(self, table: Table) -> None:
        console = Console(highlight=False)
        with console.capture() as capture:
            console.print(table)
        self.stdout.write(capture.get())


def _channel_table(channels: list[pipeline.ChannelStatus]) -> Table:
    caption = None if channels else "No channels yet: run manage.py bootstrap."
    table = Table(title="Channels", title_justify="left", caption=caption)
    for heading in ("Channel", "Kind", "Condition"):
        table.add_column(heading)
    for heading in ("Sent", "Waiting", "Failing", "Dead", "Oldest waiting"):
        table.add_column(heading, justify="right")
    now = timezone.now()
    for channel in channels:
        counts = (channel.sent, channel.waiting, channel.failing, channel.dead)
        oldest = channel.oldest_waiting
        age = f"{(now - oldest).total_seconds():.0f} s" if oldest else "–"
        table.add_row(channel.name, channel.kind, channel.condition, *map(str, counts), age)
    return table


def _heartbeat_table(ages: dict[str, float | None]) -> Table:
    table = Table("Process", "Last heartbeat", "", title="Processes", title_justify="left")
    for role, age in ages.items():
        alive = age is not None and age < FRESH.total_seconds()
        seen = "never" if age is None else f"{age:.0f} s ago"
        table.add_row(role, seen, "alive" if alive else "[bold red]no sign of life[/]")
    return table


def _replay_table(made: list[Delivery]) -> Table:
    caption = None if made else "Nothing to send again: only finished deliveries are replayed."
    table = Table("Delivery", "Message", "Replay", title="Sent again", caption=caption)
    for delivery in made:
        table.add_row(str(delivery.pk), delivery.msg_id, str(delivery.replay_no))
    return table
