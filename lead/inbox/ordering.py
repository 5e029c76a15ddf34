"""What the list is sorted by, and the leads before and after one in that order.

Neighbours are found by comparing with the lead's own values (a *seek*): nothing is counted or
skipped. A value that is missing sorts last, in both directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from lead.models import Lead, LeadQuerySet

_NULLABLE = {"due_at", "touched_at", "owner__username"}


@dataclass(frozen=True)
class SortKey:
    """One field of an order."""

    field: str
    descending: bool = False

    @property
    def is_nullable(self) -> bool:
        return self.field in _NULLABLE

    def order(self, *, backwards: bool = False) -> OrderBy:
        # Said of fields that are never null, "nulls last" would keep PostgreSQL from the index.
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.is_nullable else {}
        is_descending = self.descending != backwards
        return F(self.field).desc(**nulls) if is_descending else F(self.field).asc(**nulls)

    def same(self, value: Any) -> Q:
        return self._missing if value is None else Q(**{self.field: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """What sorts after `value`, or before it; None when nothing can."""
        if value is None:
            return ~self._missing if backwards else None
        found = self._compared(value, backwards=backwards)
        return found | self._missing if self.is_nullable and not backwards else found

    def bound(self, value: Any, *, backwards: bool) -> Q:
        """What `beyond` and `same` have in common, where PostgreSQL can seek an index for it."""
        if value is None or (self.is_nullable and not backwards):
            return Q()
        return self._compared(value, backwards=backwards, or_same="e")

    def _compared(self, value: Any, *, backwards: bool, or_same: str = "") -> Q:
        comparison = "lt" if self.descending != backwards else "gt"
        return Q(**{f"{self.field}__{comparison}{or_same}": value})

    @property
    def _missing(self) -> Q:
        return Q(**{f"{self.field}__isnull": True})


#: What needs doing first; then what nobody has to act on, newest first.
DEFAULT = "due_at"
_NEWEST_FIRST = (SortKey("received_at", descending=True), SortKey("pk", descending=True))


def sort_keys(ordering: str) -> Sequence[SortKey]:
    """The full order behind a list's ``ordering``: always the same for the same leads."""
    first = SortKey(ordering.removeprefix("-"), descending=ordering.startswith("-"))
    return (first, *(key for key in _NEWEST_FIRST if key.field != first.field))


def neighbours(
    leads: LeadQuerySet, lead: Lead, keys: Sequence[SortKey]
) -> tuple[int | None, int | None]:
    """The ids of the leads before and after `lead` in `leads`."""
    values = Lead.objects.filter(pk=lead.pk).values(*(key.field for key in keys)).get()
    before = _nearest(leads, values, keys, backwards=True)
    return before, _nearest(leads, values, keys, backwards=False)


def _nearest(
    leads: LeadQuerySet, values: dict[str, Any], keys: Sequence[SortKey], *, backwards: bool
) -> int | None:
    order = [key.order(backwards=backwards) for key in keys]
    found = leads.filter(_beyond(values, keys, backwards=backwards)).order_by(*order)
    nearest: int | None = found.values_list("pk", flat=True).first()
    return nearest


def _beyond(values: dict[str, Any], keys: Sequence[SortKey], *, backwards: bool) -> Q:
    """What sorts after those values, or before them, by the first key or, if equal, the others."""
    key, value = keys[0], values[keys[0].field]
    found = key.beyond(value, backwards=backwards)
    if len(keys) > 1:
        equal = key.same(value) & _beyond(values, keys[1:], backwards=backwards)
        found = equal if found is None else found | equal
    return key.bound(value, backwards=backwards) & (found or Q(pk__in=[]))
