"""Ask whoever was told of a lead to delete what they were told. Names nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fanout.models import Channel
from fanout.outbox import publish
from fanout.registry import EventType, Message
from lead.announcement import LANGUAGE
from lead.subjects import of_leads

ERASED = "lead.erased"


@dataclass(frozen=True)
class Asked:
    """Names of channels: those that are asked, and those that are switched off."""

    asked: list[str]
    unasked: list[str]


def ask_to_delete(told: Mapping[str, Sequence[Channel]]) -> Asked:
    """Publish ``lead.erased`` to the channels that were told of each subject.

    In the caller's transaction. Nothing reaches an inactive channel: people have to ask there.
    """
    for subject, channels in told.items():
        if active := [channel for channel in channels if channel.is_active]:
            publish(ERASED, subject=subject, channels=active)
    names = {channel.name: channel.is_active for channels in told.values() for channel in channels}
    return Asked(
        asked=sorted(name for name, is_active in names.items() if is_active),
        unasked=sorted(name for name, is_active in names.items() if not is_active),
    )


def render(subject: str, data: dict[str, Any]) -> Message:
    """Says the reference alone: the lead is gone."""
    reference = subject.removeprefix("lead:")
    with translation.override(LANGUAGE):
        title = _("Please delete lead %(reference)s") % {"reference": reference}
        text = _(
            "Whoever sent this lead has asked to be forgotten. Please delete what you have "
            "received about it: e-mails, chats, rows in spreadsheets and in other systems."
        )
    return Message(
        subject=title, text=f"{title}\n\n{text}\n", html="", payload={"reference": reference}
    )


LEAD_ERASED = EventType(
    name=ERASED,
    label=gettext_lazy("A person was erased: please delete"),
    render=render,
    subjects_for=of_leads,
)
