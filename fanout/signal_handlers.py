from itertools import chain, count
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

    The first unless somebody made channels already, the second also beside them: who is given a
    lead would not be told otherwise. One that was switched off stays as it is; one that was deleted
    comes back.
    """
    made, email = [], settings.LEAD_EMAIL
    if not Channel.objects.exists():
        inbox = Channel.objects.create(name=_("Sales inbox"), recipients=email)
        made.append(f"Channel {inbox.name}: e-mail to {email}")
    staff = Channel.Kind.STAFF
    if not Channel.objects.filter(kind=staff).exists():
        tasks = Channel.objects.create(name=_unused(_("Assignments")), kind=staff, recipients=email)
        made.append(f"Channel {tasks.name}: e-mail to whom it concerns, answers to {email}")
    return made


def _unused(name: str) -> str:
    taken = set(Channel.objects.values_list("name", flat=True))
    numbered = (f"{name} {number}" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


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
