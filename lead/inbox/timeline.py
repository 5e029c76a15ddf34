"""Everything that happened to a lead, in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from fanout import registry
from fanout.models import Attempt, Delivery
from lead.models import ActivityKind, Lead, LeadActivity, LeadExport

_ICONS = {
    ActivityKind.STATUS: "tag",
    ActivityKind.OWNER: "user",
    ActivityKind.NEXT_STEP: "calendar",
    ActivityKind.NOTE: "comment",
    ActivityKind.ANNOUNCED: "mail",
    ActivityKind.VIEWED: "view",
    ActivityKind.WHATSAPP: "comment-add",
    ActivityKind.CALL: "mobile-alt",
    ActivityKind.EMAIL: "mail",
    ActivityKind.DISCLOSED: "download",
    ActivityKind.HELD: "lock",
    ActivityKind.RELEASED: "lock-open",
    ActivityKind.CONFIRMED: "check",
}


@dataclass(frozen=True)
class Entry:
    """One line: when, what (`title`, with `detail` in few words), who, and what was written."""

    at: datetime
    icon: str
    title: str
    detail: str = ""
    actor: str = ""
    note: str = ""
    is_fault: bool = False


def timeline(lead: Lead, deliveries: list[Delivery]) -> list[Entry]:
    """Newest first; `deliveries` come with their attempts."""
    entries = [
        *(_activity(activity) for activity in lead.activities.select_related("actor")),
        *(entry for delivery in deliveries for entry in _announcement(delivery)),
        *(_export(export) for export in lead.exports.select_related("actor")),
    ]
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    return [*newest_first, Entry(lead.received_at, "form", _("Sent from the website"))]


def _activity(activity: LeadActivity) -> Entry:
    return Entry(
        at=activity.at,
        icon=_ICONS[ActivityKind(activity.kind)],
        title=activity.get_kind_display(),
        detail=activity.change,
        actor=activity.done_by or "–",
        note=activity.note,
    )


def _export(export: LeadExport) -> Entry:
    return Entry(
        at=export.at,
        icon="download",
        title=_("Exported"),
        detail=export.file_format.upper(),
        actor=export.done_by or "–",
        note=export.reason,
    )


def _announcement(delivery: Delivery) -> Iterator[Entry]:
    channel = str(delivery.channel)
    yield Entry(
        delivery.created_at,
        "mail",
        _("Announced again") if delivery.replay_no else _("Announced"),
        f"{registry.label(delivery.event.type)} → {channel}",
    )
    for number, attempt in enumerate(delivery.attempt_set.all(), start=1):
        title = _("Attempt %(number)d: %(channel)s") % {"number": number, "channel": channel}
        if attempt.lease_token == delivery.lease_token and _is_leased(delivery):
            yield Entry(attempt.started_at, "time", title, _("Being sent"))
        else:
            yield _attempt(attempt, title)


def _is_leased(delivery: Delivery) -> bool:
    """Whether its sender may still live."""
    return delivery.lease_until is not None and delivery.lease_until >= timezone.now()


def _attempt(attempt: Attempt, title: str) -> Entry:
    if attempt.maybe_sent:
        return Entry(
            attempt.started_at, "warning", title, _("Begun, never ended: maybe sent"), is_fault=True
        )
    reason = f" ({attempt.error_class})" if attempt.error_class else ""
    is_fault = attempt.outcome in {Attempt.Outcome.FAILED, Attempt.Outcome.REFUSED}
    return Entry(
        attempt.ended_at or attempt.started_at,
        "warning" if is_fault else "check",
        title,
        f"{attempt.get_outcome_display()}{reason}",
        is_fault=is_fault,
    )
