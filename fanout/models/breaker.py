"""The circuit breaker that each channel's row carries."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from fanout import clock

if TYPE_CHECKING:
    from fanout.models.channel import Channel  # noqa: F401

BREAKER_THRESHOLD = 5
BREAKER_FIRST_PAUSE = timedelta(seconds=60)
BREAKER_LONGEST_PAUSE = timedelta(minutes=15)


class Breaker(Enum):
    """A circuit breaker's three positions (Nygard, *Release It!*)."""

    CLOSED = "closed"
    HALF_OPEN = "half open"
    OPEN = "open"


class BreakerQuerySet(models.QuerySet["Channel"]):
    """What senders ask of the breakers, and tell them."""

    def enter(self, channel_id: int, lease: timedelta, now: datetime | None = None) -> Breaker:
        """The breaker's answer to a sender; `HALF_OPEN` makes this sender the single probe.

        The probe holds the breaker open for `lease`, so that a sender which dies in the middle
        only delays the next probe.
        """
        half_open = self.filter(pk=channel_id, breaker_open_until__lte=clock.at(now))
        if half_open.update(breaker_open_until=clock.shifted(now, lease)):
            return Breaker.HALF_OPEN
        closed = self.filter(pk=channel_id, breaker_open_until=None).exists()
        return Breaker.CLOSED if closed else Breaker.OPEN

    def give_back_probe(self, channel_id: int) -> None:
        """Leave the breaker half open: the probe never reached the receiver."""
        open_until = self.filter(pk=channel_id).exclude(breaker_open_until=None)
        open_until.update(breaker_open_until=Now())

    def record_success(self, channel_id: int) -> None:
        """Close the breaker."""
        self.filter(pk=channel_id).exclude(failures_in_a_row=0, breaker_open_until=None).update(
            failures_in_a_row=0, breaker_openings=0, breaker_open_until=None
        )

    def record_failure(
        self, channel_id: int, *, is_probe: bool = False, now: datetime | None = None
    ) -> None:
        """Count a failure; the fifth in a row opens the breaker, a failed probe for twice as long.

        Other failures that were under way when it opened do not lengthen the pause.
        """
        with transaction.atomic():
            self.filter(pk=channel_id).update(failures_in_a_row=F("failures_in_a_row") + 1)
            # NO KEY: publishing refers to the channel, and must not wait for a failure's count.
            channel = self.select_for_update(no_key=True).get(pk=channel_id)
            is_open = channel.breaker_open_until is not None
            if channel.failures_in_a_row < BREAKER_THRESHOLD or (is_open and not is_probe):
                return
            pause = BREAKER_FIRST_PAUSE * 2 ** min(channel.breaker_openings, 10)
            until = clock.shifted(now, min(pause, BREAKER_LONGEST_PAUSE))
            self.filter(pk=channel_id).update(
                breaker_open_until=until, breaker_openings=F("breaker_openings") + 1
            )
