"""Which channels and deliveries the words of a command line mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.numbers import is_id
from fanout.models import Channel, Delivery

_AGO = re.compile(r"(\d{1,5})\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class UnknownError(Exception):
    """A word that means nothing here; its text says what there is instead."""


def channels(names: Sequence[str]) -> list[Channel]:
    """The channels of those names, in their order; raises `UnknownError` for the first unknown."""
    found = {channel.name: channel for channel in Channel.objects.all()}
    for name in names:
        if name not in found:
            known = ", ".join(repr(known) for known in found) or "none yet"
            raise UnknownError(f"No channel is called {name!r}. Channels: {known}.")
    return [found[name] for name in dict.fromkeys(names)]


def moment(text: str, now: datetime | None = None) -> datetime:
    """A time of the past: "30m", "2h" or "3d" ago, or ISO 8601, in local time without an offset.

    Raises ``ValueError``.
    """
    now = now or timezone.now()
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 30m, 2h, 3d or 2026-01-31T08:00.") from None
    return timezone.make_aware(parsed) if timezone.is_naive(parsed) else parsed


def named_deliveries(words: Sequence[str]) -> QuerySet[Delivery]:
    """What each word names: a delivery's number, a message id, or a subject (lead:ALFA-7K3M-9QX2).

    Of a message or subject only what was given up: the other channels have it. The part of a
    subject after the colon is enough. Raises `UnknownError` for the first word that names nothing.
    """
    wanted = Q(pk__in=[])
    for word in dict.fromkeys(words):
        named = _named(word)
        if not Delivery.objects.filter(named).exists():
            raise UnknownError(
                f"Nothing was announced under {word!r}. Name a delivery by its number, its "
                "message id (msg_…) or its subject (lead:ALFA-7K3M-9QX2, or just ALFA-7K3M-9QX2)."
            )
        wanted |= named if is_id(word) else Q(pk__in=Delivery.objects.given_up()) & named
    return Delivery.objects.filter(wanted).order_by("pk")


def _named(word: str) -> Q:
    if is_id(word):
        return Q(pk=int(word))
    if word.startswith("msg_"):
        return Q(msg_id=word)
    return Q(event__subject=word) | Q(event__subject__endswith=f":{word}")


@dataclass(frozen=True)
class GivenUp:
    """A choice among the deliveries that active channels gave up.

    None and "" leave a property open.
    """

    channel: Channel | None = None
    reason: str = ""
    since: datetime | None = None

    def deliveries(self) -> QuerySet[Delivery]:
        chosen = Delivery.objects.given_up().filter(channel__is_active=True)
        if self.channel:
            chosen = chosen.filter(channel=self.channel)
        if self.reason:
            chosen = chosen.filter(last_error_class=self.reason)
        if self.since:
            chosen = chosen.filter(finished_at__gte=self.since)
        return chosen.order_by("pk")
