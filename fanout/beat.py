"""The beat scheduler, which proves in the database that it is alive."""

from celery.beat import PersistentScheduler

from fanout.models import Heartbeat

#: Seconds; far below the 90 s after which a role counts as dead.
HEARTBEAT_INTERVAL = 15


class HeartbeatScheduler(PersistentScheduler):
    """Celery's own scheduler; it also beats each time it looks for due jobs."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.max_interval = min(self.max_interval, HEARTBEAT_INTERVAL)

    def tick(self, *args: object, **kwargs: object) -> float:
        Heartbeat.objects.beat(Heartbeat.Role.BEAT)
        return super().tick(*args, **kwargs)
