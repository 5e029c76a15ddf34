"""What sales does with leads: every change leaves a line in the lead's history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lead.change import Changes, LeadChange, write
from lead.models import ActivityKind, Lead, LeadActivity, LeadStatus

#: A look at the same lead by the same person is logged once in this time.
VIEW_INTERVAL = timedelta(minutes=30)
#: A second click on the same contact link within this time is a double click.
CLICK_INTERVAL = timedelta(seconds=10)


class ChangedMeanwhileError(Exception):
    """Others changed the lead after it was shown; `activities` say what, oldest first."""

    def __init__(self, activities: Sequence[LeadActivity]) -> None:
        super().__init__(len(activities))
        self.activities = activities


class OutOfReachError(Exception):
    """The person cannot work on the lead any more."""


class OwnedByAnotherError(OutOfReachError):
    """Somebody else was quicker to take the lead; `owner` says who."""

    def __init__(self, owner: Any) -> None:
        super().__init__(owner.pk)
        self.owner = owner


class AnonymisedError(OutOfReachError):
    """Nobody is behind the lead any more: what would be written on it could name them again."""


class GoneError(OutOfReachError):
    """The lead was erased after it was shown."""


@dataclass(frozen=True)
class FollowUp:
    """One action of one member of staff on a lead. Each raises `OutOfReachError` when the lead
    has meanwhile left what the person may see, was anonymised or is no more.
    """

    lead: Lead
    actor: Any

    @transaction.atomic
    def apply(self, changes: Changes, note: str = "", seen: int | None = None) -> None:
        """Make the changes and add the note, if there is one.

        `seen` is the `newest_change` that the person was shown: raises `ChangedMeanwhileError`
        when there is a later one. None for who decides without looking.
        Compares with what is stored, not with `lead`, which a form has changed already.
        """
        stored = self._locked()
        if seen is not None and (later := stored.activities.changes().after(seen)):
            raise ChangedMeanwhileError(later)
        change = LeadChange(stored, self.actor)
        change.make(changes)
        if note:
            change.note(note)
        write([change])

    @transaction.atomic
    def take(self) -> None:
        """Own a lead that nobody owns; raises `OwnedByAnotherError` when somebody does."""
        stored = self._locked()
        if stored.owner not in {None, self.actor}:
            raise OwnedByAnotherError(stored.owner)
        change = LeadChange(stored, self.actor)
        change.make({"owner": self.actor})
        write([change])

    @transaction.atomic
    def log_contact(self, kind: ActivityKind) -> None:
        """Remember that the person followed a contact link, one of `CONTACT_KINDS`."""
        stored = self._locked()
        if not self._did(kind, within=CLICK_INTERVAL):
            change = LeadChange(stored, self.actor)
            change.contact(kind)
            write([change])

    def log_view(self) -> None:
        """Remember that the person saw the contact data, once in `VIEW_INTERVAL`."""
        if self.lead.anonymised_at or self._did(ActivityKind.VIEWED, within=VIEW_INTERVAL):
            return
        with transaction.atomic():
            self._locked()  # whoever opens it twice at once is seen once
            if not self._did(ActivityKind.VIEWED, within=VIEW_INTERVAL):
                LeadActivity.by(self.actor, lead=self.lead, kind=ActivityKind.VIEWED).save()

    def _locked(self) -> Lead:
        leads = Lead.objects.select_for_update(of=("self",), no_key=True)
        stored = leads.filter(pk=self.lead.pk).first()
        if stored is None:
            raise GoneError
        if not stored.is_visible_to(self.actor):
            raise OwnedByAnotherError(stored.owner)
        if stored.anonymised_at:
            raise AnonymisedError
        return stored

    def _did(self, kind: ActivityKind, *, within: timedelta) -> bool:
        recent = self.lead.activities.filter(kind=kind, at__gt=timezone.now() - within)
        return bool(recent.filter(actor=self.actor).exists())


@dataclass(frozen=True)
class Outcome:
    """Which leads `changed`, which were `taken` before, by another owner or another change, and
    which were `erased`.
    """

    changed: list[Lead]
    taken: list[Lead]
    erased: list[Lead]


@dataclass(frozen=True)
class BulkFollowUp:
    """One action of one member of staff on many leads, at a fixed number of statements.

    `seen` holds by lead the `newest_change` that the person was shown, 0 where it is missing.
    """

    leads: Sequence[Lead]
    actor: Any
    seen: Mapping[int, int]

    def apply(self, changes: Changes) -> Outcome:
        if changes.get("status") == LeadStatus.SPAM:
            return self._each(lambda change: change.mark_spam(changes))
        return self._each(lambda change: change.make(changes))

    def restore(self) -> Outcome:
        """Those that are spam; what is announced of each costs statements of its own."""
        return self._each(LeadChange.restore)

    @transaction.atomic
    def _each(self, act: Callable[[LeadChange], object]) -> Outcome:
        numbers = [lead.pk for lead in self.leads]
        # In the order of their ids: two people's actions cannot wait for each other then.
        rows = Lead.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
        # Not joined: PostgreSQL would keep the owner from before it waited for the lock.
        locked = rows.filter(pk__in=numbers).prefetch_related("owner").in_bulk()
        newest = LeadActivity.objects.newest_changes(numbers)
        free = [
            LeadChange(stored, self.actor)
            for pk, stored in locked.items()
            if stored.is_visible_to(self.actor)
            and not stored.anonymised_at
            and newest.get(pk, 0) <= self.seen.get(pk, 0)
        ]
        for change in free:
            act(change)
        write(free)
        reached = {change.lead.pk for change in free}
        return Outcome(
            changed=[change.lead for change in free if change.activities],
            taken=[lead for lead in self.leads if lead.pk in locked and lead.pk not in reached],
            erased=[lead for lead in self.leads if lead.pk not in locked],
        )


def step_before(lead: Lead, number: int) -> str:
    """The next step's text before the activity of that number."""
    earlier = lead.activities.filter(kind=ActivityKind.NEXT_STEP, pk__lt=number).order_by("pk")
    step = earlier.last()
    return step.note if step else ""
