"""How background processes prove that they work."""

import time
from datetime import timedelta

import structlog
from django.db import DatabaseError

from fanout.models import Heartbeat

#: A role whose last heartbeat is older counts as dead.
FRESH = timedelta(seconds=90)
#: Seconds between the rows a busy process writes.
INTERVAL = 10.0

log = structlog.get_logger(__name__)
_last: dict[str, float] = {}


def beat_now_and_then(role: str) -> None:
    """Write the role's heartbeat, at most every `INTERVAL` seconds per process."""
    now = time.monotonic()
    if now - _last.get(role, -INTERVAL) < INTERVAL:
        return
    try:
        Heartbeat.objects.beat(role)
    except DatabaseError as error:
        # No row is what a health check should see; the process itself carries on.
        log.warning("heartbeat_failed", role=role, error=type(error).__name__)
        return
    _last[role] = now
