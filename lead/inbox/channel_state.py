"""Whether a lead's announcements arrived, in a word."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fanout.models import Delivery
from lead.announcement import CREATED
from lead.models import Lead


@dataclass(frozen=True)
class ChannelState:
    """What the list shows; `name` is for the stylesheet."""

    name: str
    label: str | Promise
    icon: str


FAILED = ChannelState("failed", _("Failed"), "warning")
RETRIED = ChannelState("retried", _("Tried again"), "rotate")
WAITING = ChannelState("waiting", _("Waiting"), "time")
SENT = ChannelState("sent", _("Sent"), "check")
CANCELLED = ChannelState("cancelled", _("Cancelled"), "circle-xmark")
NONE = ChannelState("none", _("Not announced"), "minus")
_WORST_FIRST = [FAILED, RETRIED, WAITING, SENT, CANCELLED]
_FINAL = {
    Delivery.State.DEAD: FAILED,
    Delivery.State.SUCCEEDED: SENT,
    Delivery.State.CANCELLED: CANCELLED,
}


def worst_states(leads: Iterable[Lead]) -> dict[str, ChannelState]:
    """By subject, the worst state among a lead's channels: one query for all of them.

    Of what was sent again only the newest delivery counts.
    """
    rows = (
        Delivery.objects.filter(
            event__type=CREATED, event__subject__in=[lead.subject for lead in leads]
        )
        .order_by("replay_no")
        .values_list("event__subject", "event_id", "channel_id", "state", "attempts")
    )
    newest = {
        (event, channel): (subject, state, tries) for subject, event, channel, state, tries in rows
    }
    found: dict[str, list[ChannelState]] = {}
    for subject, state, attempts in newest.values():
        found.setdefault(subject, []).append(_state(state, attempts))
    return {subject: min(states, key=_WORST_FIRST.index) for subject, states in found.items()}


def _state(state: str, attempts: int) -> ChannelState:
    is_first_try = attempts == 0 or (state == Delivery.State.LEASED and attempts == 1)
    return _FINAL.get(Delivery.State(state), WAITING if is_first_try else RETRIED)
