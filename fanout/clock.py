"""The database's clock as expressions: every process agrees on it, whatever its host's time."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, Expression, ExpressionWrapper, Value
from django.db.models.functions import Now


def at(now: datetime | None) -> Expression:
    """`now`, or the database's own time when it is None."""
    return Now() if now is None else Value(now, output_field=DateTimeField())


def shifted(now: datetime | None, by: timedelta) -> Expression:
    """`at(now)` moved by a positive or negative duration."""
    moment = at(now) + Value(by, output_field=DurationField())
    return ExpressionWrapper(moment, output_field=DateTimeField())
