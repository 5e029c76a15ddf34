"""Parameters that follow from a model's columns: equality filters and the order."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from frontend_bridge.parameters.kinds import (
    MAX_INTEGER,
    Choice,
    Day,
    Flag,
    Integer,
    Moment,
    Parameter,
    Several,
)


def column_parameter(field: "models.Field[Any, Any]") -> Parameter:
    """An equality filter on one column."""
    shown = (field.name, "Only where it equals this.")
    if field.choices:
        return Choice(*shown, choices=tuple(str(value) for value, _label in field.flatchoices))
    if isinstance(field, models.BooleanField):
        return Flag(*shown)
    if isinstance(field, models.IntegerField):
        return Integer(*shown, minimum=-MAX_INTEGER)
    if isinstance(field, models.DateTimeField):
        return Moment(*shown)
    if isinstance(field, models.DateField):
        return Day(*shown)
    return Parameter(*shown)


def order_parameter(columns: Iterable[str]) -> Several:
    """Sorts by columns; ``-`` reverses, ``random`` stands alone."""
    names = [name for column in sorted(columns) for name in (column, f"-{column}")]
    item = Choice("order", "", choices=(*names, "random"))
    description = "Columns to sort by; - reverses; random stands alone."
    example = "-title" if "-title" in names else names[-1]
    return Several("order", description, example, item=item, separated=True)
