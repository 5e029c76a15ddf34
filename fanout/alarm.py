"""Tell staff, through the other channels, what no longer gets through, and that it does again."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanout import clock
from fanout.models import Alert, Channel, Delivery
from fanout.models.alert import QUIET_TIME
from fanout.outbox import publish
from fanout.registry import Message

ALARM = "fanout.alarm"
CANARY = "canary"
_CHANNEL = "channel:"
_TITLES = {
    "dead": gettext_lazy("An announcement could not be delivered: %(channel)s"),
    "paused": gettext_lazy("A channel was paused: %(channel)s"),
    "waiting": gettext_lazy("Announcements wait for more than %(minutes)d minutes: %(channel)s"),
    "drained": gettext_lazy("All clear, nothing waits too long any more: %(channel)s"),
    "canary": gettext_lazy("The test lead did not get through: real ones may not either"),
    "canary_back": gettext_lazy("All clear, the test lead gets through again"),
}
_ALL_CLEAR = {"drained", "canary_back"}


def delivery_dead(delivery: Delivery) -> None:
    """Announce a delivery that was given up, in the caller's transaction."""
    if delivery.event.type == ALARM:
        return  # or two channels would keep reporting each other
    listeners = _others(delivery.channel_id)
    if listeners and _is_first(delivery.channel_id):
        _announce(delivery.channel_id, "dead", listeners)


def channel_stopped(channel_id: int) -> None:
    """Announce that a channel stopped by itself, in the caller's transaction.

    Never quiet, also when it was an alarm that could not be sent: a channel stops once until
    somebody resumes it, so that the last that still works hears of all others.
    """
    if listeners := _others(channel_id):
        _announce(channel_id, "paused", listeners)


@transaction.atomic
def waiting(channel_id: int) -> bool:
    """Announce that a channel's deliveries wait too long; False in its quiet time."""
    if not Alert.objects.open(_waiting(channel_id)):
        return False
    _announce(channel_id, "waiting", _others_unaware(channel_id))
    return True


@transaction.atomic
def drained(channel_id: int) -> None:
    """Give the all-clear after `waiting`."""
    if Alert.objects.close(_waiting(channel_id)):
        _announce(channel_id, "drained", _others_unaware(channel_id))


def withdraw(channel_id: int) -> None:
    """Let `waiting` be without an all-clear: the channel was taken out of service."""
    Alert.objects.close(_waiting(channel_id))


def channels_waiting() -> set[int]:
    """The channels of which `waiting` was announced and no all-clear given."""
    prefix = _waiting("")
    about = Alert.objects.filter(is_open=True, about__startswith=prefix)
    return {int(key.removeprefix(prefix)) for key in about.values_list("about", flat=True)}


@transaction.atomic
def canary_lost(outcome: str) -> None:
    """Announce, through all channels, that a canary did not arrive; quiet for a while then."""
    if Alert.objects.open(CANARY):
        data = {"what": "canary", "outcome": outcome}
        publish(ALARM, subject=CANARY, data=data, channels=_unaware_of_canary())


@transaction.atomic
def canary_arrived() -> None:
    """Give the all-clear after `canary_lost`."""
    if Alert.objects.close(CANARY):
        data = {"what": "canary_back"}
        publish(ALARM, subject=CANARY, data=data, channels=_unaware_of_canary())


def is_canary_missed() -> bool:
    """Whether `canary_lost` was announced and no all-clear given."""
    return Alert.objects.is_open(CANARY)


def forget_canary() -> None:
    """Let `canary_lost` be without an all-clear: canaries were switched off."""
    Alert.objects.close(CANARY)


def _waiting(channel_id: int | str) -> str:
    return f"waiting:{channel_id}"


def _others(channel_id: int) -> list[Channel]:
    subscribed = Channel.objects.subscribed_to(ALARM)
    return [channel for channel in subscribed if channel.pk != channel_id]


def _others_unaware(channel_id: int) -> list[Channel]:
    return _unaware(_others(channel_id), f"{_CHANNEL}{channel_id}", "waiting")


def _unaware_of_canary() -> list[Channel]:
    return _unaware(Channel.objects.subscribed_to(ALARM), CANARY, "canary")


def _unaware(listeners: list[Channel], subject: str, what: str) -> list[Channel]:
    """Those without such an alarm still on its way: what they hear one day is how it stands then.

    Two channels that fail for days would else tell each other every hour of it afterwards.
    """
    underway = Delivery.objects.open().filter(
        event__type=ALARM, event__subject=subject, event__data__what=what
    )
    informed = set(underway.values_list("channel_id", flat=True))
    return [channel for channel in listeners if channel.pk not in informed]


def _announce(channel_id: int, what: str, listeners: list[Channel]) -> None:
    publish(ALARM, subject=f"{_CHANNEL}{channel_id}", data={"what": what}, channels=listeners)


def _is_first(channel_id: int) -> bool:
    quiet = Q(alerted_at=None) | Q(alerted_at__lt=clock.shifted(None, -QUIET_TIME))
    return Channel.objects.filter(quiet, pk=channel_id).update(alerted_at=Now()) == 1


def render(subject: str, data: dict[str, Any]) -> Message | None:
    """The alarm's message; None once its channel was deleted, or its trouble is over."""
    what = data["what"]
    if subject == CANARY:
        if what == CANARY and not Alert.objects.is_open(CANARY):
            return None
        return _message(what, {"what": what, "outcome": data.get("outcome", "")})
    channel = Channel.objects.filter(pk=int(subject.removeprefix(_CHANNEL))).first()
    if channel is None or (what == "waiting" and not Alert.objects.is_open(_waiting(channel.pk))):
        return None
    return _message(what, {"channel": channel.name, "what": what})


def _message(what: str, payload: dict[str, Any]) -> Message:
    minutes = max(settings.FANOUT_WAITING_ALARM // 60, 1)
    title = str(_TITLES[what]) % {**payload, "minutes": minutes}
    lines = [title] if what in _ALL_CLEAR else [title, _hint(what)]
    return Message(subject=title, text="\n\n".join(lines) + "\n", html="", payload=payload)


def _hint(what: str) -> str:
    if what == CANARY:
        return _("Try the website's form, and ask operations to look at the lead pipeline.")
    return _("Open Announcements in the admin to see why, then send again what is waiting there.")
