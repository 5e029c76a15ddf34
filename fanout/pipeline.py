"""How the announcements are doing, channel by channel and process by process."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from fanout.models import Channel, Delivery, Heartbeat

State = Delivery.State


@dataclass(frozen=True)
class ChannelStatus:
    """Counts of a channel's deliveries; `oldest_waiting` is when its oldest open one was made."""

    id: int
    name: str
    kind: str
    condition: str
    sent: int
    waiting: int
    failing: int
    dead: int
    cancelled: int
    oldest_waiting: datetime | None


def channel_statuses() -> list[ChannelStatus]:
    """All channels by name, in one query."""
    is_open = Q(delivery__state__in=[State.PENDING, State.LEASED])
    channels = Channel.objects.annotate(
        sent=Count("delivery", Q(delivery__state=State.SUCCEEDED)),
        waiting=Count("delivery", is_open),
        failing=Count("delivery", is_open & ~Q(delivery__last_error_class="")),
        dead=Count("delivery", Q(delivery__state=State.DEAD)),
        cancelled=Count("delivery", Q(delivery__state=State.CANCELLED)),
        oldest_waiting=Min("delivery__created_at", filter=is_open),
    )
    names = ("sent", "waiting", "failing", "dead", "cancelled", "oldest_waiting")
    return [
        ChannelStatus(
            channel.pk,
            channel.name,
            channel.kind,
            channel.condition(),
            **{name: getattr(channel, name) for name in names},
        )
        for channel in channels
    ]


def heartbeat_ages() -> dict[str, float | None]:
    """Seconds since each role's last heartbeat; None when there never was one."""
    beaten: dict[str, Any] = dict(Heartbeat.objects.values_list("role", "beaten_at"))
    now = timezone.now()
    return {
        role: max((now - beaten[role]).total_seconds(), 0) if role in beaten else None
        for role in Heartbeat.Role.values
    }
