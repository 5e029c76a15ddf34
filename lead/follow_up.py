"""What sales does with a lead: every change leaves a line in its history."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from lead.announcement import announce
from lead.models import ActivityKind, Lead, LeadActivity, LeadStatus


@dataclass(frozen=True)
class FollowUp:
    """One action of one member of staff on a lead."""

    lead: Lead
    actor: Any

    @transaction.atomic
    def apply(self, *, status: str, owner: Any, note: str = "") -> None:
        """Bring the lead to this status and owner and add the note, if there is one.

        Compares with what is stored, not with `lead`, which a form has changed already.
        """
        stored = Lead.objects.select_for_update(of=("self",)).get(pk=self.lead.pk)
        if status != stored.status:
            self._record(ActivityKind.STATUS, before=stored.status, after=status)
            self._announce_restored(stored, status)
        if owner != stored.owner:
            self._record(ActivityKind.OWNER, before=_name(stored.owner), after=_name(owner))
        if note:
            self._record(ActivityKind.NOTE, note=note)
        self.lead.status, self.lead.owner = status, owner
        self.lead.save(update_fields=["status", "owner", "announced_at"])

    def _announce_restored(self, stored: Lead, status: str) -> None:
        """A lead that was held back is announced once, when somebody takes it out of spam."""
        self.lead.announced_at = stored.announced_at
        if status == LeadStatus.SPAM or stored.announced_at or stored.anonymised_at:
            return
        self.lead.announced_at = timezone.now()
        announce(self.lead)
        self._record(ActivityKind.ANNOUNCED)

    def _record(self, kind: ActivityKind, **values: str) -> None:
        LeadActivity.objects.create(lead=self.lead, actor=self.actor, kind=kind, **values)


def _name(user: Any) -> str:
    return user.get_username() if user else ""
