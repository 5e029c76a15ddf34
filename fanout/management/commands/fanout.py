import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, QuerySet
from rich.table import Table
from wagtail.log_actions import log

from fanout import pipeline
from fanout.console import selection, tables
from fanout.console.selection import GivenUp, UnknownError
from fanout.models import Channel, Delivery
from fanout.replay import replay


class Command(BaseCommand):
    help = (
        "Announcements on a terminal: how they are doing (status), send failed ones again "
        "(replay), stop and restart channels (pause, resume)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        status = commands.add_parser(
            "status", help="Channels, counts, the last canary and background processes."
        )
        status.add_argument(
            "--check", action="store_true", help="Exit status 1 when a person should look at it."
        )
        _add_replay(commands.add_parser("replay", help="Send failed deliveries once more."))
        for name, text in (("pause", "Stop sending to"), ("resume", "Send again to")):
            switch = commands.add_parser(name, help=f"{text} channels.")
            switch.add_argument("channels", nargs="*", metavar="CHANNEL", help="Their names.")
            switch.add_argument("--all", action="store_true", help="Every active channel.")
        for subparser in commands.choices.values():
            subparser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        run = {
            "status": self._status,
            "replay": self._replay,
            "pause": self._pause,
            "resume": self._resume,
        }[options["command"]]
        try:
            run(options)
        except UnknownError as error:
            raise CommandError(str(error)) from None

    def _status(self, options: dict[str, Any]) -> None:
        found = pipeline.status()
        if options["json"]:
            ages = pipeline.heartbeat_ages(found.processes)
            self._write_json({**asdict(found), "heartbeats": ages})
        else:
            self._print(tables.channels(found.channels))
            if found.canary:
                self._print(tables.canary(found.canary))
            self._print(tables.processes(found.processes))
        if options["check"] and found.problems:
            raise CommandError("; ".join(found.problems))

    def _replay(self, options: dict[str, Any]) -> None:
        chosen = _chosen(options)
        if not options["deliveries"] and not options["yes"]:
            self._count(chosen, as_json=options["json"])
            return
        made = replay(chosen, as_new=options["as_new"])
        for delivery in made:
            log(instance=delivery, action="fanout.replay")
        if options["json"]:
            self._write_json({"replayed": [delivery.pk for delivery in made]})
        else:
            self._print(tables.replayed(made))

    def _count(self, chosen: QuerySet[Delivery], *, as_json: bool) -> None:
        """What a bulk replay would send; fails unless that is nothing."""
        counted = chosen.order_by().values_list("channel__name", "last_error_class")
        rows = list(counted.annotate(number=Count("pk")).order_by("channel__name", "-number"))
        total = sum(number for _channel, _reason, number in rows)
        if as_json:
            keys = ("channel", "reason", "deliveries")
            groups = [dict(zip(keys, row, strict=True)) for row in rows]
            self._write_json({"would_replay": total, "groups": groups})
        else:
            self._print(tables.candidates(rows))
        if total:
            raise CommandError(f"Nothing was sent. Add --yes to send {total} again.")

    def _pause(self, options: dict[str, Any]) -> None:
        rows = [
            (channel, channel.pause(Channel.PauseReason.BY_HAND)) for channel in _switched(options)
        ]
        self._report_switch("paused", rows, as_json=options["json"])

    def _resume(self, options: dict[str, Any]) -> None:
        rows = []
        for channel in _switched(options):
            rows.append((channel, channel.paused_at is not None))
            channel.resume()
        self._report_switch("resumed", rows, as_json=options["json"])

    def _report_switch(self, what: str, rows: list[tuple[Channel, bool]], *, as_json: bool) -> None:
        action = {"paused": "fanout.pause", "resumed": "fanout.resume"}[what]
        for channel, is_changed in rows:
            channel.refresh_from_db()
            if is_changed:
                log(instance=channel, action=action)
        if as_json:
            names = [channel.name for channel, is_changed in rows if is_changed]
            unchanged = [channel.name for channel, is_changed in rows if not is_changed]
            self._write_json({what: names, "unchanged": unchanged})
            return
        self._print(tables.switched(what.capitalize(), rows))

    def _write_json(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, cls=DjangoJSONEncoder, indent=2))

    def _print(self, table: Table) -> None:
        self.stdout.write(tables.text(table))


def _add_replay(parser: CommandParser) -> None:
    parser.add_argument(
        "deliveries",
        nargs="*",
        metavar="DELIVERY",
        help="Numbers of deliveries, or message ids (msg_…) or subjects (lead:ALFA-7K3M-9QX2, "
        "or just ALFA-7K3M-9QX2), of which what failed is sent again.",
    )
    parser.add_argument("--channel", help="What failed in the channel of that name.")
    parser.add_argument("--reason", default="", help="What failed with that last error (http_500).")
    parser.add_argument("--since", metavar="WHEN", help="What failed since: 30m, 2h, 3d or a time.")
    parser.add_argument("--dead", action="store_true", help="Everything that failed.")
    parser.add_argument("--yes", action="store_true", help="Send, not only count, such a choice.")
    parser.add_argument("--as-new", action="store_true", help="Under a new message id.")


def _chosen(options: dict[str, Any]) -> QuerySet[Delivery]:
    filters = [options[name] for name in ("channel", "reason", "since", "dead")]
    if bool(options["deliveries"]) == any(filters):
        raise CommandError(
            "Name deliveries (by number, message id or subject), or choose among those that failed "
            "with --channel NAME, --reason ERROR, --since WHEN or --dead."
        )
    if options["deliveries"]:
        return selection.named_deliveries(options["deliveries"])
    try:
        since = selection.moment(options["since"]) if options["since"] else None
    except ValueError as error:
        raise CommandError(str(error)) from None
    channels = selection.channels([options["channel"]] if options["channel"] else [])
    return GivenUp(next(iter(channels), None), options["reason"], since).deliveries()


def _switched(options: dict[str, Any]) -> list[Channel]:
    if bool(options["channels"]) == options["all"]:
        raise CommandError("Name the channels, or choose every active one with --all.")
    if options["all"]:
        return list(Channel.objects.filter(is_active=True))
    return selection.channels(options["channels"])
