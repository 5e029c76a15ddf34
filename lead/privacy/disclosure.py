"""A copy of everything held on a person, to hand out to them (UU 27/2022, articles 7 and 13)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.models.settings import ContactSettings
from lead.follow_up import VIEW_INTERVAL
from lead.models import ActivityKind, Lead, LeadActivity
from lead.privacy.fields import HASHES
from lead.privacy.holdings import HeldLead, Holdings

#: Our own bookkeeping: keys and hashes that say nothing to the person.
_LEFT_OUT = {"id", "site", "owner", *HASHES}


def as_json(holdings: Holdings) -> dict[str, Any]:
    """With field names of the Lead API; times in ISO 8601 with the site's offset.

    What others wrote is not the person's to have: of a mention only its kind and time.
    """
    return {
        "person": {"kind": holdings.identifier.kind.value, "value": holdings.identifier.value},
        "made_at": _moment(timezone.now()),
        "leads": [_lead(held) for held in holdings.leads],
        "mentions": [
            {"in": kind, "received_at": _moment(lead.received_at)}
            for kind, lead in holdings.mentions
        ],
    }


@transaction.atomic
def note_disclosure(holdings: Holdings, actor: Any) -> None:
    """Write in the history of each lead that its sender got a copy, and from whom."""
    _note(_locked(holdings), actor, ActivityKind.DISCLOSED)


@transaction.atomic
def note_look(holdings: Holdings, actor: Any) -> None:
    """Write in the history of each lead that somebody saw it, as often as the inbox does."""
    leads = _locked(holdings)
    since = timezone.now() - VIEW_INTERVAL
    seen = LeadActivity.objects.filter(
        lead__in=leads, actor=actor, kind=ActivityKind.VIEWED, at__gt=since
    )
    _note(leads - set(seen.values_list("lead", flat=True)), actor, ActivityKind.VIEWED)


def _locked(holdings: Holdings) -> set[int]:
    """The numbers of those leads that are still there, and stay while their history is written."""
    leads = Lead.objects.filter(pk__in=[held.lead.pk for held in holdings.leads]).order_by("pk")
    return set(leads.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _note(leads: set[int], actor: Any, kind: ActivityKind) -> None:
    LeadActivity.objects.bulk_create(
        LeadActivity.by(actor, lead_id=pk, kind=kind) for pk in sorted(leads)
    )


def controller(holdings: Holdings) -> str:
    """The company that answers for the data, with its address."""
    sites = [held.lead.site for held in holdings.leads]
    if not sites:
        return ContactSettings().company_name
    contact = ContactSettings.for_site(sites[0])
    return "\n".join(filter(None, [contact.company_name, contact.address]))


def _lead(held: HeldLead) -> dict[str, Any]:
    lead = held.lead
    return {
        "answers": {
            field.name: _plain(getattr(lead, field.name))
            for field in Lead._meta.concrete_fields
            if field.name not in _LEFT_OUT
        },
        "consent_text": held.consent_text,
        "history": [
            {
                "at": _moment(activity.at),
                "kind": str(activity.get_kind_display()),
                "change": activity.change,
                "note": activity.note,
            }
            for activity in held.activities
        ],
        "announcements": [
            {
                "channel": delivery.channel.name,
                "state": str(delivery.get_state_display()),
                "at": _moment(delivery.finished_at),
            }
            for delivery in held.deliveries
        ],
        "exports": [
            {"at": _moment(export.at), "format": export.file_format}
            for export in lead.exports.all()
        ],
    }


def _plain(value: Any) -> Any:
    return _moment(value) if hasattr(value, "isoformat") else value


def _moment(value: Any) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None
