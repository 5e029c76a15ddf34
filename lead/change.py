"""One person's change of a lead, and writing such changes with what follows from them.

Nothing else changes how a lead stands, so that `due_at` and `touched_at` agree with what they are
derived from.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from django.utils import timezone

from lead.announcement import announce, announce_again
from lead.assignment import announce_assignment
from lead.models import ActivityKind, Lead, LeadActivity, LeadStatus
from lead.models.acted import name

#: The fields of `Changes`.
CHANGEABLE = ["status", "owner", "next_step", "next_step_on"]
_WRITTEN = [*CHANGEABLE, "due_at", "touched_at", "announced_at"]


class Changes(TypedDict, total=False):
    """What to change; what is left out stays as it is stored."""

    status: str
    owner: Any
    next_step: str
    next_step_on: date | None


class LeadChange:
    """What `actor` does to a lead whose row is locked; `write` makes it last.

    `activities` is what the lead's history is to say of it: nothing while nothing has changed.
    """

    def __init__(self, lead: Lead, actor: Any) -> None:
        self.lead = lead
        self.actor = actor
        self.activities: list[LeadActivity] = []
        self.is_given = False

    def make(self, changes: Changes) -> None:
        lead = self.lead
        owner_before, was_spam = lead.owner, lead.is_spam
        status = changes.get("status", lead.status)
        owner = changes.get("owner", owner_before)
        step = (
            changes.get("next_step", lead.next_step),
            changes.get("next_step_on", lead.next_step_on),
        )
        if status != lead.status:
            self._say(ActivityKind.STATUS, before=lead.status, after=status)
            self._announce_restored()
        if owner != owner_before:
            self._say(ActivityKind.OWNER, before=name(owner_before), after=name(owner))
        if step != (lead.next_step, lead.next_step_on):
            dates = {"before": iso(lead.next_step_on), "after": iso(step[1])}
            self._say(ActivityKind.NEXT_STEP, note=step[0], **dates)
        lead.status, lead.owner = status, owner
        lead.next_step, lead.next_step_on = step
        lead.due_at = lead.deadline
        # Of a lead that is spam its owner is told once it is restored.
        if owner not in {None, self.actor} and not lead.is_spam:
            self.is_given = owner != owner_before or (was_spam and self._was_given_as_spam())

    def note(self, text: str) -> None:
        self._say(ActivityKind.NOTE, note=text)

    def contact(self, kind: ActivityKind) -> None:
        self._say(kind)

    def mark_spam(self, changes: Changes) -> None:
        """`make` changes that say it is spam: of a lead that is held back, somebody saw it now."""
        if self.lead.is_held_back:
            self._say(ActivityKind.CONFIRMED)
        self.make(changes)

    def restore(self) -> None:
        """Take it out of spam, to where it stood before; what is no spam stays as it is."""
        if self.lead.is_spam:
            marked = _marking(self.lead)
            self.make({"status": marked.before if marked else LeadStatus.NEW})

    def _announce_restored(self) -> None:
        """A lead that is taken out of spam is announced then to whom it was not before."""
        if not self.lead.is_spam:
            return
        if self.lead.announced_at is None:
            self.lead.announced_at = timezone.now()
            announce(self.lead)
        elif not announce_again(self.lead):
            return
        self._say(ActivityKind.ANNOUNCED)

    def _was_given_as_spam(self) -> bool:
        """Whether somebody else gave it to its owner while it was spam, so that nobody was told."""
        given = self.lead.activities.filter(kind=ActivityKind.OWNER).order_by("pk").last()
        if given is None or given.actor_id == self.lead.owner_id:
            return False
        marked = _marking(self.lead)
        return marked is None or given.pk > marked.pk

    def _say(self, kind: ActivityKind, **values: str) -> None:
        said = LeadActivity.by(self.actor, lead=self.lead, kind=kind, **values)
        self.activities.append(said)
        self.lead.touched_at = timezone.now()


def write(changes: Iterable[LeadChange]) -> None:
    """Save leads and histories, and tell each new owner once, in the caller's transaction.

    The number of statements does not depend on how many leads there are.
    """
    made = [change for change in changes if change.activities]
    LeadActivity.objects.bulk_create(said for change in made for said in change.activities)
    Lead.objects.bulk_update([change.lead for change in made], _WRITTEN)
    given: dict[Any, list[Lead]] = {}
    for change in made:
        if change.is_given:
            given.setdefault(change.lead.owner, []).append(change.lead)
    for owner, leads in given.items():
        announce_assignment(leads, owner)


def _marking(lead: Lead) -> LeadActivity | None:
    """When it was last marked as spam by hand; None when only the filter did."""
    marked = lead.activities.filter(kind=ActivityKind.STATUS, after=LeadStatus.SPAM)
    return marked.order_by("pk").last()


def iso(day: date | None) -> str:
    """``YYYY-MM-DD``, as the history keeps a day; "" for none."""
    return day.isoformat() if day else ""
