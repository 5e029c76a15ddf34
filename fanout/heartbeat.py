"""How background processes prove that they work."""

import os
import socket
import time
from datetime import timedelta

import structlog
from django.db import DatabaseError

from fanout.models import Heartbeat

#: A process whose last heartbeat is older counts as dead.
FRESH = timedelta(seconds=90)
#: Seconds between the rows a busy process writes.
INTERVAL = 10.0
#: This machine or container.
HOST = socket.gethostname()[:100]
#: This process. A worker's children inherit it, because they are forked after this was imported.
INSTANCE = f"{HOST}:{os.getpid()}"

log = structlog.get_logger(__name__)
_last: dict[str, float] = {}


def beat_now_and_then(role: str) -> None:
    """Write the process's heartbeat, at most every `INTERVAL` seconds."""
    now = time.monotonic()
    if now - _last.get(role, -INTERVAL) < INTERVAL:
        return
    try:
        Heartbeat.objects.beat(role, INSTANCE)
    except DatabaseError as error:
        # No row is what a health check should see; the process itself carries on.
        log.warning("heartbeat_failed", role=role, error=type(error).__name__)
        return
    _last[role] = now


def sign_off(role: str) -> None:
    """Take the process off the list: it ends because it was told to, and is not to be missed."""
    _last.pop(role, None)
    try:
        Heartbeat.objects.filter(role=role, instance=INSTANCE).delete()
    except DatabaseError as error:
        log.warning("heartbeat_failed", role=role, error=type(error).__name__)
