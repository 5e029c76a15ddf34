from typing import Any

from celery.signals import (
    task_postrun,
    task_received,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from django.conf import settings
from django.utils.translation import gettext as _

from config.signals import bootstrap
from fanout.heartbeat import beat_now_and_then, sign_off
from fanout.models import Channel, Heartbeat
from fanout.pulse import Pulse


def connect() -> None:
    bootstrap.connect(make_default_channels, dispatch_uid="fanout.default_channel")
    worker_ready.connect(keep_proving, dispatch_uid="fanout.worker_pulse")
    task_postrun.connect(prove_worker, dispatch_uid="fanout.worker_heartbeat")
    worker_shutdown.connect(dismiss_worker, dispatch_uid="fanout.worker_sign_off")


def make_default_channels(**kwargs: Any) -> list[str]:
    """The sales team's inbox hears of everything, and each of the team of what they are given.

    Unless somebody made channels already.
    """
    if Channel.objects.exists():
        return []
    email = settings.LEAD_EMAIL
    inbox = Channel.objects.create(name=_("Sales inbox"), recipients=email)
    staff = Channel.objects.create(name=_("Assignments"), kind=Channel.Kind.STAFF, recipients=email)
    return [
        f"Channel {inbox.name}: e-mail to {email}",
        f"Channel {staff.name}: e-mail to whom it concerns, answers to {email}",
    ]


def keep_proving(sender: Any, **kwargs: Any) -> None:
    """Let a new worker feel its own pulse until it is told to end."""
    pulse = Pulse(sender.hostname, sender.pool.num_processes)
    task_received.connect(pulse.hear, weak=False)
    for ending in (worker_shutting_down, worker_shutdown):
        ending.connect(pulse.end, weak=False)
    pulse.start()


def prove_worker(**kwargs: Any) -> None:
    """Any finished task proves the whole chain from the broker to a working child process."""
    beat_now_and_then(Heartbeat.Role.WORKER)


def dismiss_worker(**kwargs: Any) -> None:
    sign_off(Heartbeat.Role.WORKER)
