"""How the announcements are doing, channel by channel and process by process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from fanout import clock
from fanout.alarm import ALARM
from fanout.canary import is_lost
from fanout.heartbeat import FRESH
from fanout.models import Canary, Channel, Delivery, Heartbeat
from fanout.models.breaker import Breaker

State = Delivery.State
_OPEN = Q(delivery__state__in=[State.PENDING, State.LEASED])


@dataclass(frozen=True)
class ChannelStatus:
    """Counts of a channel's deliveries and its condition.

    `oldest_waiting` is when its oldest open one was made; `dead` leaves out what was sent again;
    `is_stopped` means that it stopped by itself.
    `breaker` is "closed", "half open" or "open", then until `breaker_open_until`.
    """

    id: int
    name: str
    kind: str
    condition: str
    is_active: bool
    paused_since: datetime | None
    paused_reason: str
    breaker: str
    breaker_open_until: datetime | None
    sent: int
    waiting: int
    failing: int
    dead: int
    cancelled: int
    oldest_waiting: datetime | None
    is_overdue: bool
    is_stopped: bool


def channel_statuses() -> list[ChannelStatus]:
    """All channels by name, in three queries."""
    channels = Channel.objects.annotate(
        sent=Count("delivery", Q(delivery__state=State.SUCCEEDED)),
        waiting=Count("delivery", _OPEN),
        failing=Count("delivery", _OPEN & ~Q(delivery__last_error_class="")),
        cancelled=Count("delivery", Q(delivery__state=State.CANCELLED)),
        oldest_waiting=Min("delivery__created_at", filter=_OPEN),
    )
    given_up = Delivery.objects.given_up().order_by().values("channel")
    dead = dict(given_up.annotate(number=Count("pk")).values_list("channel", "number"))
    overdue = {channel.pk for channel in overdue_channels()}
    counts = ("sent", "waiting", "failing", "cancelled", "oldest_waiting")
    return [
        ChannelStatus(
            id=channel.pk,
            name=channel.name,
            kind=channel.kind,
            condition=channel.condition(),
            is_active=channel.is_active,
            paused_since=channel.paused_at,
            paused_reason=channel.paused_reason,
            breaker=_breaker(channel).value,
            breaker_open_until=channel.breaker_open_until,
            dead=dead.get(channel.pk, 0),
            is_overdue=channel.pk in overdue,
            is_stopped=channel.is_stopped,
            **{name: getattr(channel, name) for name in counts},
        )
        for channel in channels
    ]


def _breaker(channel: Channel) -> Breaker:
    until = channel.breaker_open_until
    if until is None:
        return Breaker.CLOSED
    return Breaker.OPEN if until > timezone.now() else Breaker.HALF_OPEN


def overdue_channels() -> list[Channel]:
    """Channels in which something has waited longer than ``FANOUT_WAITING_ALARM`` seconds.

    A paused or inactive one is left out: somebody decided so, or it `is_stopped`. After it is
    resumed its backlog gets the same time anew. What waits for its next try counts: its receiver
    has not heard of it. Alarms do not count, or two sick channels would report each
    other's alarms. Each has `oldest`, when the first of what waits was made.
    """
    patience = clock.shifted(None, -timedelta(seconds=settings.FANOUT_WAITING_ALARM))
    oldest = Min("delivery__created_at", filter=_OPEN & ~Q(delivery__event__type=ALARM))
    sending = Channel.objects.filter(is_active=True, paused_at=None)
    had_time = Q(resumed_at=None) | Q(resumed_at__lt=patience)
    return list(sending.filter(had_time).annotate(oldest=oldest).filter(oldest__lt=patience))


@dataclass(frozen=True)
class ProcessStatus:
    """A background process and the seconds since its last heartbeat.

    `instance` is "" and `age` None for a role of which there is no process at all.
    """

    role: str
    instance: str
    age: float | None

    @property
    def is_alive(self) -> bool:
        return self.age is not None and self.age < FRESH.total_seconds()


def processes() -> list[ProcessStatus]:
    """Every process that beat within the last hour, and each role that has none."""
    now = timezone.now()
    found = [
        ProcessStatus(row.role, row.instance, max((now - row.beaten_at).total_seconds(), 0))
        for row in Heartbeat.objects.all()
    ]
    missing = set(Heartbeat.Role.values) - {process.role for process in found}
    return [*found, *(ProcessStatus(role, "", None) for role in sorted(missing))]


def heartbeat_ages(running: list[ProcessStatus]) -> dict[str, float | None]:
    """Seconds since any of these processes beat, by role; None when there is none."""
    ages: dict[str, float | None] = dict.fromkeys(Heartbeat.Role.values)
    for process in running:
        known = [age for age in (ages[process.role], process.age) if age is not None]
        ages[process.role] = min(known, default=None)
    return ages


@dataclass(frozen=True)
class CanaryStatus:
    """The last canary's journey; `seconds` it took, None until it arrived."""

    sent_at: datetime
    subject: str
    outcome: str
    outcome_label: str
    error: str
    seconds: float | None


def canary_status() -> CanaryStatus | None:
    """None while canaries are switched off, or before the first."""
    canary = Canary.objects.last() if settings.CANARY_INTERVAL else None
    if canary is None:
        return None
    return CanaryStatus(
        canary.sent_at,
        canary.subject,
        canary.outcome,
        canary.get_outcome_display(),
        canary.error,
        canary.seconds,
    )


@dataclass(frozen=True)
class Status:
    """Everything at one moment; `problems` is what a monitor should call somebody for."""

    channels: list[ChannelStatus]
    canary: CanaryStatus | None
    processes: list[ProcessStatus]
    problems: list[str]
    is_canary_lost: bool


def status() -> Status:
    channels, canary, running = channel_statuses(), canary_status(), processes()
    canary_lost = canary is not None and is_lost()
    problems = [
        *(problem for channel in channels for problem in _channel_problems(channel)),
        *([f"canary: {canary.outcome}"] if canary and canary_lost else []),
        *(f"{role}: no sign of life" for role in _silent_roles(running)),
    ]
    return Status(channels, canary, running, problems, canary_lost)


def _channel_problems(channel: ChannelStatus) -> Iterator[str]:
    if channel.is_stopped:
        yield f"{channel.name}: paused ({channel.paused_reason})"
    if channel.is_overdue and channel.oldest_waiting:
        waited = timezone.now() - channel.oldest_waiting
        yield f"{channel.name}: waiting for {waited.total_seconds():.0f} s"


def _silent_roles(running: list[ProcessStatus]) -> list[str]:
    alive = {process.role for process in running if process.is_alive}
    return [role for role in Heartbeat.Role.values if role not in alive]
