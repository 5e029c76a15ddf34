"""How far imports are, counted from their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from cms.models import CatalogueImport, ImportRow, Outcome, Stage

WRITTEN = (Outcome.CREATE, Outcome.CHANGE)


@dataclass(frozen=True)
class Progress:
    found: CatalogueImport
    #: Rows by outcome.
    counts: dict[str, int]
    #: Of those to create or change, how many applying is done with.
    applied: int

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        """What the present step has to do."""
        if self.found.state == CatalogueImport.State.APPLYING:
            return sum(self.counts[outcome] for outcome in WRITTEN)
        return self.rows

    @property
    def done(self) -> int:
        if self.found.state == CatalogueImport.State.APPLYING:
            return self.applied
        return self.rows - self.counts[Outcome.PENDING]

    @property
    def outcomes(self) -> list[tuple[Outcome, int]]:
        return [(outcome, self.counts[outcome]) for outcome in Outcome if self.counts[outcome]]

    @property
    def may_apply(self) -> bool:
        changes = sum(self.counts[outcome] for outcome in WRITTEN)
        return self.found.state == CatalogueImport.State.CHECKED and changes > 0

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.found.state,
            "label": str(self.found.get_state_display()),
            "done": self.done,
            "total": self.total,
        }


def progress_of(found: CatalogueImport) -> Progress:
    return progress_of_all([found])[0]


def progress_of_all(imports: Sequence[CatalogueImport]) -> list[Progress]:
    """One statement, however many imports."""
    counts: dict[int, dict[str, int]] = {
        each.pk: dict.fromkeys(Outcome.values, 0) for each in imports
    }
    applied: dict[int, int] = dict.fromkeys(counts, 0)
    rows = ImportRow.objects.filter(catalogue_import__in=counts).order_by()
    grouped = rows.values_list("catalogue_import", "outcome", "stage").annotate(Count("pk"))
    for pk, outcome, stage, number in grouped:
        counts[pk][outcome] += number
        applied[pk] += number if outcome in WRITTEN and stage == Stage.DONE else 0
    return [Progress(each, counts[each.pk], applied[each.pk]) for each in imports]
