"""The kinds of events that apps announce, each registered once by the app that owns it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Message:
    """What one announcement says; rendered when it is sent, never stored.

    `subject` is one line of plain text, `text` a plain-text body, `html` the same as HTML or "",
    `payload` the JSON-able ``data`` of a webhook, `reply_to` an address or "".
    """

    subject: str
    text: str
    html: str
    payload: dict[str, Any]
    reply_to: str = ""


@dataclass(frozen=True)
class EventType:
    """A kind of event: its stable dotted `name` ("lead.created") and the `label` staff see.

    `render` gets the event's subject reference and data. It returns ``None`` when the subject no
    longer exists: the delivery is then cancelled.
    """

    name: str
    label: str | Promise
    render: Callable[[str, dict[str, Any]], Message | None]


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


def label(name: str) -> str:
    """What staff call that event type; its name when its app is gone."""
    event_type = _event_types.get(name)
    return str(event_type.label) if event_type else name


def all_types() -> list[EventType]:
    """Every registered event type, by name."""
    return sorted(_event_types.values(), key=lambda event_type: event_type.name)
