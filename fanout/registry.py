"""The kinds of events that apps announce, each registered once by the app that owns it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Message:
    """What one announcement says; rendered when it is sent, never stored.

    `subject` is one line of plain text, `text` a plain-text body, `html` the same as HTML or "",
    `payload` the JSON-able ``data`` of a webhook, `summary` what a phone shows at a glance (a few
    facts and an address to follow), `reply_to` an e-mail address or "". `to` is the address of
    the person it is for, of a type that `goes_to` somebody.
    """

    subject: str
    text: str
    html: str
    payload: dict[str, Any]
    summary: str = ""
    reply_to: str = ""
    to: str = ""


@dataclass(frozen=True)
class Attribute:
    """Something that channels may filter a type's events by ("city").

    `choices` are its possible values with their labels; without them any text may be looked for.
    """

    name: str
    label: str | Promise
    choices: Sequence[tuple[str, str | Promise]] = ()


@dataclass(frozen=True)
class EventType:
    """A kind of event: its stable dotted `name` ("lead.created") and the `label` staff see.

    `render` gets the event's subject reference and data. It returns ``None`` when the subject no
    longer exists: the delivery is then cancelled. One that `goes_to` somebody is for the person
    whom its message names, not for subscribers: "sender" and "staff" are the kinds of channels
    that carry such types. `is_opt_in` keeps it from channels that did not choose it by name, also
    from those that chose nothing and so get all the others. `subjects_for` gets a user and returns
    the subjects whose announcements they may see, as a queryset of texts; None means all.
    """

    name: str
    label: str | Promise
    render: Callable[[str, dict[str, Any]], Message | None]
    attributes: Sequence[Attribute] = ()
    goes_to: str = ""
    is_opt_in: bool = False
    subjects_for: Callable[[Any], "QuerySet[Any, str] | None"] | None = None


_event_types: dict[str, EventType] = {}


def register(event_type: EventType) -> None:
    """Make an event type known; called from the owning app's ``AppConfig.ready``."""
    if event_type.name in _event_types:
        raise ValueError(f"The event type {event_type.name!r} is registered already.")
    _event_types[event_type.name] = event_type


def get(name: str) -> EventType:
    """The event type of that name; raises ``LookupError`` when no app registered it."""
    try:
        return _event_types[name]
    except KeyError:
        raise LookupError(f"No app registered the event type {name!r}.") from None


def is_opt_in(name: str) -> bool:
    """Whether only those get it who ask for it; False when its app is gone."""
    event_type = _event_types.get(name)
    return event_type is not None and event_type.is_opt_in


def label(name: str) -> str:
    """What staff call that event type; its name when its app is gone."""
    event_type = _event_types.get(name)
    return str(event_type.label) if event_type else name


def goes_to(name: str) -> str:
    """The kind of channel that alone carries that type; "" when it is for subscribers."""
    event_type = _event_types.get(name)
    return event_type.goes_to if event_type else ""


def all_types() -> list[EventType]:
    """Every registered event type, by name."""
    return sorted(_event_types.values(), key=lambda event_type: event_type.name)
