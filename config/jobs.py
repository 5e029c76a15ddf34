"""Long work that a background task does on a row: claimed, tried again after a crash, given up."""

from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

#: Longer than a task may run without a sign of life, doubled with every try.
FIRST_PAUSE = timedelta(seconds=90)
MAX_TRIES = 5

AnyJob = TypeVar("AnyJob", bound="Job")


class JobQuerySet(models.QuerySet[AnyJob]):
    def due(self) -> Self:
        return self.filter(state__in=self.model.working, due_at__lte=timezone.now())

    def claim(self) -> AnyJob | None:
        """Take one job that is due, until its pause is over.

        Claiming counts a try and moves the due time behind a growing pause, in one conditional
        UPDATE: nobody works on it twice at once, and a killed worker's job comes again.
        """
        for found in self.due().order_by("due_at", "pk")[:9]:
            claimed = (
                self.due()
                .filter(pk=found.pk, tries=found.tries)
                .update(tries=F("tries") + 1, due_at=timezone.now() + FIRST_PAUSE * 2**found.tries)
            )
            if claimed:
                found.refresh_from_db()
                return found
        return None


class Job(models.Model):
    """A row with work on it. A subclass has a field `state`; in those of `working` it is due."""

    working: ClassVar[frozenset[str]] = frozenset()
    state: Any

    # Also in the database: after a rollback the release before inserts rows without them.
    due_at = models.DateTimeField(default=timezone.now, db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True

    @property
    def is_working(self) -> bool:
        return self.state in self.working

    def enter(self, state: str, **values: Any) -> bool:
        """Leave a step of the job for the next, and give the job back; False if it was lost."""
        kept = self._end_claim(state=state, **values)
        self.state = state
        return kept

    def release(self) -> None:
        """Give the job back, to be taken up again at once."""
        self._end_claim()

    def held(self) -> JobQuerySet[Any]:
        """This row, unless somebody else has claimed it, or taken it out of this state, since."""
        jobs: JobQuerySet[Any] = type(self)._default_manager.all()  # type: ignore[assignment]
        return jobs.filter(pk=self.pk, state=self.state, tries=self.tries)

    def _end_claim(self, **values: Any) -> bool:
        return self.held().update(tries=0, due_at=timezone.now(), **values) == 1
