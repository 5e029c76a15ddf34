"""Tell staff, through the other channels, that one channel no longer gets through."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from fanout import clock
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from fanout.registry import Message

ALARM = "fanout.alarm"
#: One alarm per channel in this time: a dead receiver fails hundreds of deliveries alike.
QUIET_TIME = timedelta(hours=1)


def delivery_dead(delivery: Delivery) -> None:
    """Announce a delivery that was given up, in the caller's transaction."""
    _announce(delivery, "dead")


def channel_stopped(delivery: Delivery) -> None:
    """Announce that a delivery's channel was paused, in the caller's transaction."""
    _announce(delivery, "paused")


def _announce(delivery: Delivery, what: str) -> None:
    if delivery.event.type == ALARM:  # two dead channels would keep reporting each other
        return
    others = [
        channel
        for channel in Channel.objects.subscribed_to(ALARM)
        if channel.pk != delivery.channel_id
    ]
    if others and _is_first(delivery.channel_id):
        publish(
            ALARM, subject=f"channel:{delivery.channel_id}", data={"what": what}, channels=others
        )


def _is_first(channel_id: int) -> bool:
    quiet = Q(alerted_at=None) | Q(alerted_at__lt=clock.shifted(None, -QUIET_TIME))
    return Channel.objects.filter(quiet, pk=channel_id).update(alerted_at=Now()) == 1


def render(subject: str, data: dict[str, Any]) -> Message | None:
    """The alarm's message; None once the channel was deleted."""
    channel = Channel.objects.filter(pk=int(subject.removeprefix("channel:"))).first()
    if channel is None:
        return None
    title = {
        "dead": _("An announcement could not be delivered: %(channel)s"),
        "paused": _("A channel was paused: %(channel)s"),
    }[data["what"]] % {"channel": channel.name}
    hint = _("Open Announcements in the admin to see why, then send again what is waiting there.")
    return Message(
        subject=title,
        text=f"{title}\n\n{hint}\n",
        html="",
        payload={"channel": channel.name, "what": data["what"]},
    )
