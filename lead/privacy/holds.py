"""Keep a lead although its time is up or its sender wants it gone: the law may ask for that.

UU 27/2022 allows it for legal claims and duties; the reason is written down and shown.
"""

from typing import Any

import structlog
from django.db import transaction

from lead.models import ActivityKind, Lead, LeadActivity
from lead.privacy import ledger
from lead.privacy.deletion import delete_leads
from lead.privacy.notice import ask_to_delete
from lead.privacy.reapplying import erased_after, sender_was_erased
from lead.privacy.redaction import redact_row

log = structlog.get_logger(__name__)


@transaction.atomic
def hold(lead: Lead, actor: Any, reason: str) -> None:
    """Keep it until `release`, whatever retention and erasure say.

    Raises `Lead.DoesNotExist`, as `release` does, when it was erased meanwhile.
    """
    _change(lead, actor, ActivityKind.HELD, reason, note=reason)


@transaction.atomic
def release(lead: Lead, actor: Any) -> bool:
    """End the hold and do what was asked for during it; returns whether that erased the lead."""
    stored = _change(lead, actor, ActivityKind.RELEASED, "")
    return stored is not None and _catch_up(stored)


def is_to_be_erased(lead: Lead) -> bool:
    """Whether its sender has asked to be erased, so that only a hold keeps it."""
    return sender_was_erased(lead, ledger.in_table())


def _catch_up(lead: Lead) -> bool:
    """What the person sent after they had asked is left alone: it came with a new consent."""
    known = ledger.in_table()
    if sender_was_erased(lead, known):
        ask_to_delete(delete_leads([lead]).told)
        log.info("held_lead_erased")
        return True
    if redact_row(lead, erased_after(lead.received_at, known)):
        delete_leads([], redacted=[lead])
    for note in lead.activities.exclude(note=""):
        redact_row(note, erased_after(note.at, known))
    return False


def _change(lead: Lead, actor: Any, kind: ActivityKind, reason: str, note: str = "") -> Lead | None:
    """The lead as it is stored, locked; None when there was nothing to change."""
    stored = Lead.objects.select_for_update(of=("self",), no_key=True).get(pk=lead.pk)
    if stored.hold_reason == reason:
        return None
    stored.hold_reason = reason
    stored.save(update_fields=["hold_reason"])
    LeadActivity.by(actor, lead=stored, kind=kind, note=note).save()
    return stored
