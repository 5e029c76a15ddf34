"""The event type behind *send test*: it shows that a channel gets through."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fanout.models import Channel, Event
from fanout.outbox import publish
from fanout.registry import Message

TEST = "fanout.test"


def send_test(channel: Channel) -> Event:
    """Announce a test message to that channel alone, the same way as everything else."""
    with transaction.atomic():
        return publish(TEST, subject=f"channel:{channel.pk}", channels=[channel])


def render(subject: str, data: dict[str, Any]) -> Message:
    title = _("Test announcement")
    text = _("This channel works: announcements from the website arrive here.")
    return Message(subject=title, text=f"{text}\n", html="", payload={"message": text})
