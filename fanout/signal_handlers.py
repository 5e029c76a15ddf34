from typing import Any

import structlog
from celery.signals import task_postrun, worker_ready
from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from config.signals import bootstrap
from fanout.heartbeat import beat_now_and_then
from fanout.models import Channel, Heartbeat

log = structlog.get_logger(__name__)


def connect() -> None:
    bootstrap.connect(make_default_channel, dispatch_uid="fanout.default_channel")
    worker_ready.connect(greet_worker, dispatch_uid="fanout.worker_greeting")
    task_postrun.connect(prove_worker, dispatch_uid="fanout.worker_heartbeat")


def make_default_channel(**kwargs: Any) -> list[str]:
    """The sales team's inbox hears of everything, unless somebody made channels already."""
    if Channel.objects.exists():
        return []
    channel = Channel.objects.create(name=_("Sales inbox"), recipients=settings.LEAD_EMAIL)
    return [f"Channel {channel.name}: e-mail to {settings.LEAD_EMAIL}"]


def greet_worker(**kwargs: Any) -> None:
    """Give a new worker its first task, so that its health is known before beat asks."""
    from fanout.tasks import heartbeat

    try:
        heartbeat.apply_async(expires=60, retry=False)
    except OperationalError as error:
        log.warning("worker_not_greeted", error=type(error).__name__)


def prove_worker(**kwargs: Any) -> None:
    """Any finished task proves the whole chain from the broker to a working child process."""
    beat_now_and_then(Heartbeat.Role.WORKER)
