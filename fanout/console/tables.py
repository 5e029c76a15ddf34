"""Tables for a terminal. A cell that is too wide is wrapped, never cut: it gets copied."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fanout.models import Channel, Delivery
from fanout.models.breaker import Breaker
from fanout.pipeline import CanaryStatus, ChannelStatus, ProcessStatus

#: Columns for a file or a pipe.
_WIDE = 240
#: More replays than these are only counted.
_ROWS = 50


def text(table: Table) -> str:
    """As it is printed: as wide as the terminal, or where there is none as it needs."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def span(seconds: float) -> str:
    """Two units at most: "45 s", "12 min", "3 h 20 min", "2 d 4 h"."""
    minutes, rest = divmod(int(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes} min"


def _since(moment: datetime | None) -> str:
    return span(max((timezone.now() - moment).total_seconds(), 0)) if moment else "–"


def channels(rows: list[ChannelStatus]) -> Table:
    caption = None if rows else "No channels yet: run manage.py bootstrap."
    table = titled("Channels", caption)
    for heading in ("Channel", "Kind", "Condition"):
        table.add_column(heading, overflow="fold")
    for heading in ("Sent", "Waiting", "Failing", "Dead", "Oldest waiting"):
        table.add_column(heading, justify="right")
    for row in rows:
        condition = escape(row.condition)
        if row.paused_since:
            condition += f" (for {_since(row.paused_since)})"
        if row.breaker != Breaker.CLOSED.value:
            condition += f" (breaker {row.breaker})"
        oldest = _since(row.oldest_waiting)
        table.add_row(
            escape(row.name),
            row.kind,
            condition,
            *(str(count) for count in (row.sent, row.waiting, row.failing, row.dead)),
            f"[bold red]{oldest}[/]" if row.is_overdue else oldest,
        )
    return table


def canary(row: CanaryStatus) -> Table:
    table = titled("Last canary")
    for heading in ("Outcome", "Sent", "Took", "Subject", "Error"):
        table.add_column(heading, overflow="fold")
    took = "–" if row.seconds is None else f"{row.seconds:.1f} s"
    sent = f"{_since(row.sent_at)} ago"
    table.add_row(row.outcome, sent, took, row.subject or "–", row.error or "–")
    return table


def processes(rows: list[ProcessStatus]) -> Table:
    table = titled("Processes")
    for heading in ("Role", "Process", "Last heartbeat", ""):
        table.add_column(heading, overflow="fold")
    for row in rows:
        seen = "never" if row.age is None else f"{span(row.age)} ago"
        state = "alive" if row.is_alive else "[bold red]no sign of life[/]"
        table.add_row(row.role, row.instance or "–", seen, state)
    return table


def candidates(rows: Iterable[tuple[str, str, int]]) -> Table:
    """What a bulk replay would send, by channel and reason."""
    table = titled("Would be sent again")
    for heading in ("Channel", "Reason"):
        table.add_column(heading, overflow="fold")
    table.add_column("Deliveries", justify="right")
    for channel, reason, number in rows:
        table.add_row(escape(channel), escape(reason) or "–", str(number))
    return table


def replayed(made: list[Delivery]) -> Table:
    caption = (
        None if made else "Nothing to send again: it is on its way, or was sent again already."
    )
    if len(made) > _ROWS:
        caption = f"… and {len(made) - _ROWS} more."
    table = titled("Sent again", caption)
    for heading in ("Delivery", "Channel", "About", "Message", "Replay"):
        table.add_column(heading, overflow="fold")
    for delivery in made[:_ROWS]:
        table.add_row(
            str(delivery.pk),
            escape(delivery.channel.name),
            escape(delivery.event.subject),
            delivery.msg_id,
            str(delivery.replay_no),
        )
    return table


def switched(title: str, rows: list[tuple[Channel, bool]]) -> Table:
    """What became of each channel; False: it was so already."""
    table = titled(title)
    for heading in ("Channel", "Condition", ""):
        table.add_column(heading, overflow="fold")
    for channel, is_changed in rows:
        change = "changed" if is_changed else "was so already"
        table.add_row(escape(channel.name), escape(channel.condition()), change)
    return table


def titled(title: str, caption: str | None = None) -> Table:
    return Table(title=title, title_justify="left", caption=caption, caption_justify="left")
