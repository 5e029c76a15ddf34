"""The beat scheduler, which proves in the database that it is alive."""

from typing import Any

from celery.beat import PersistentScheduler
from django.db import close_old_connections

from fanout.heartbeat import INTERVAL, beat_now_and_then, sign_off
from fanout.models import Heartbeat


class HeartbeatScheduler(PersistentScheduler):
    """Celery's own scheduler; it also beats each time it looks for due jobs."""

    max_interval = int(INTERVAL)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        close_old_connections()
        beat_now_and_then(Heartbeat.Role.BEAT)
        return super().tick(*args, **kwargs)

    def close(self) -> None:
        sign_off(Heartbeat.Role.BEAT)
        super().close()
