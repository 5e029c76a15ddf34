"""What a relay looks after between two turns: long waits, lost canaries, the dead man's switch.

Every relay patrols, without beat or worker; the database lets one of them do each duty.
"""

import time
from datetime import timedelta

import structlog
from django.conf import settings

from fanout import alarm, canary, deadman, pipeline
from fanout.models import Channel, Duty

#: Seconds between two looks at the database's list of duties.
INTERVAL = 5.0
LOOK_EVERY = timedelta(seconds=10)
PING_EVERY = timedelta(seconds=60)

log = structlog.get_logger(__name__)


class Patrol:
    """One relay's round of duties."""

    def __init__(self) -> None:
        self._next = 0.0
        self._switch = deadman.Switch()

    def walk(self) -> None:
        """Do what is due, if anything; never waits for anything but the database."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + INTERVAL
        if Duty.objects.take("look", LOOK_EVERY):
            look()
        if settings.DEADMAN_URL and Duty.objects.take("dead-man", PING_EVERY) and is_healthy():
            self._switch.hold()


def look() -> None:
    """Raise what alarms there are to raise, and give the all-clear for those that are over."""
    overdue = {channel.pk for channel in pipeline.overdue_channels()}
    for channel_id in sorted(overdue):
        if alarm.waiting(channel_id):
            log.error("fanout_waiting_too_long", channel=channel_id)
    for channel_id in sorted(alarm.channels_waiting() - overdue):
        if Channel.objects.filter(pk=channel_id, is_active=True, paused_at=None).exists():
            alarm.drained(channel_id)
        else:
            alarm.withdraw(channel_id)
    canary.look()


def is_healthy() -> bool:
    """Whether leads get through, as far as it can be seen from here."""
    return not (
        Channel.objects.stopped().exists() or pipeline.overdue_channels() or canary.is_lost()
    )
