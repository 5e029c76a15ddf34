"""After a backup was restored: erase once more whoever was erased since it was made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from lead.models import Lead, LeadActivity
from lead.privacy.deletion import delete_leads
from lead.privacy.identifiers import Identifier, identifiers_of
from lead.privacy.ledger import Ledger, was_erased
from lead.privacy.redaction import redact_row

ROWS_AT_ONCE = 500
_Row = TypeVar("_Row", Lead, LeadActivity)


@dataclass(frozen=True)
class Reapplied:
    """How many leads went again, and in how many texts of others the person was."""

    leads: int
    mentions: int


def reapply(ledger: Ledger, *, dry_run: bool = False) -> Reapplied:
    """Look at every lead and note that is not on hold. Twice changes nothing more.

    Only hashes are known of who was erased, so that each number and address is hashed and looked
    up. Receivers are not asked again to delete: they were when the person was erased.
    """
    gone = mentions = 0
    leads = Lead.objects.remembered().filter(hold_reason="")
    for chunk in _locked(leads, dry_run):
        erased = [lead for lead in chunk if sender_was_erased(lead, ledger)]
        counts = {
            lead: redact_row(lead, erased_after(lead.received_at, ledger))
            for lead in chunk
            if lead not in erased
        }
        delete_leads(erased, [lead for lead, count in counts.items() if count])
        gone += len(erased)
        mentions += sum(counts.values())
    notes = LeadActivity.objects.filter(lead__hold_reason="").exclude(note="")
    for some in _locked(notes, dry_run):
        mentions += sum(redact_row(note, erased_after(note.at, ledger)) for note in some)
    return Reapplied(gone, mentions)


def sender_was_erased(lead: Lead, ledger: Ledger) -> bool:
    return any(map(erased_after(lead.received_at, ledger), identifiers_of(lead)))


def erased_after(written_at: datetime, ledger: Ledger) -> Callable[[Identifier], bool]:
    return lambda identifier: was_erased(identifier, written_at, ledger)


def _locked(rows: QuerySet[_Row], dry_run: bool) -> Iterator[list[_Row]]:
    """Some rows at a time, each time in a transaction; a dry run's is rolled back."""
    last = 0
    while True:
        with transaction.atomic():
            chunk = list(
                rows.filter(pk__gt=last)
                .select_for_update(of=("self",))
                .order_by("pk")[:ROWS_AT_ONCE]
            )
            if not chunk:
                return
            last = chunk[-1].pk
            yield chunk
            transaction.set_rollback(dry_run)
