"""Adding counts to rows that other processes add to at the same moment."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple, TypeVar

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

#: SQLite bounds the parameters of a statement and the depth of a condition.
ROWS_AT_ONCE = 100
Row = TypeVar("Row", bound=models.Model)


def add_to_rows(model: type[Row], counts: Mapping[Any, int]) -> None:
    """Add each count to the `count` of the row that its key names; missing rows are made.

    A key is a `NamedTuple` whose fields are the columns of a unique constraint of `model`. Per 100
    keys it takes three statements, in one transaction.
    """
    rest = iter(sorted(counts.items()))
    with transaction.atomic():
        while batch := dict(islice(rest, ROWS_AT_ONCE)):
            _add(model, batch)


def _add(model: type[Row], counts: Mapping[Any, int]) -> None:
    # In one order everywhere, here and below, so that two processes cannot deadlock.
    model._default_manager.bulk_create(
        [model(**key._asdict()) for key in counts], ignore_conflicts=True
    )
    rows = model._default_manager.filter(reduce(or_, (Q(**key._asdict()) for key in counts)))
    amounts = dict(_amounts(rows.select_for_update().order_by("pk"), counts))
    added = Case(*(When(pk=pk, then=Value(amount)) for pk, amount in amounts.items()))
    model._default_manager.filter(pk__in=amounts).update(count=F("count") + added)


def _amounts(rows: Any, counts: Mapping[Any, int]) -> Iterator[tuple[Any, int]]:
    kind: type[NamedTuple] = type(next(iter(counts)))
    for pk, *values in rows.values_list("pk", *kind._fields):
        yield pk, counts[kind(*values)]
