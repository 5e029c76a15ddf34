"""The kinds of query parameters: each knows what it allows and how it is documented."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import dateparse, timezone
from django.utils.translation import gettext as _
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter

from config.openapi import Schema

MAX_LENGTH = 2000
#: Of one repeatable parameter; more would only make a query slow.
MAX_VALUES = 50
MAX_NESTED = 20
#: What the database's 64-bit integers hold.
MAX_INTEGER = 2**63 - 1


class ParameterError(BadRequestError):
    """A query parameter that cannot be used; answered as a 400 problem that names it."""

    def __init__(self, field: str, code: str, message: str, detail: str = "") -> None:
        super().__init__(detail or f"{field}: {message}")
        self.errors = [{"field": field, "code": code, "message": message}]


@dataclass(frozen=True)
class Parameter:
    """A text. The example, where there is one, stands in the documentation."""

    name: str
    description: str
    example: str = ""
    pattern: str = ""
    required: bool = False
    repeatable: ClassVar[bool] = False

    def parse(self, values: Sequence[str]) -> Any:
        """The value for the endpoint; raises `ParameterError`."""
        if len(values) > 1:
            raise self.error("repeated", _("Only once."))
        return self.convert(values[0])

    def convert(self, text: str) -> Any:
        if len(text) > MAX_LENGTH:
            raise self.error("too_long", _("At most %d characters.") % MAX_LENGTH)
        if self.pattern and not re.fullmatch(self.pattern, text, re.DOTALL):
            raise self.error("invalid", self.allowed)
        return text

    @property
    def allowed(self) -> str:
        """What the parameter accepts, in words."""
        return _("Not in the form that it needs. For example: %s.") % self.example

    @property
    def schema(self) -> Schema:
        """The value's JSON Schema."""
        pattern = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", "maxLength": MAX_LENGTH, **pattern}

    def error(self, code: str, message: str) -> ParameterError:
        return ParameterError(self.name, code, message)


@dataclass(frozen=True)
class Selection(Parameter):
    """Wagtail's language for choosing fields."""

    def convert(self, text: str) -> str:
        super().convert(text)
        # Wagtail's parser calls itself for each level.
        if text.count("(") > MAX_NESTED:
            raise self.error("too_deep", _("At most %d parentheses.") % MAX_NESTED)
        try:
            parse_fields_parameter(text)
        except ValueError as error:
            raise self.error("invalid", f"{error}. {self.allowed}") from error
        return text


@dataclass(frozen=True)
class Integer(Parameter):
    minimum: int = 0
    maximum: int = MAX_INTEGER

    def convert(self, text: str) -> int:
        # `int` also takes "٣", "1_0" and " 1".
        if not re.fullmatch(r"-?[0-9]{1,19}", text):
            raise self.error("invalid", self.allowed)
        if not self.minimum <= int(text) <= self.maximum:
            raise self.error("out_of_range", self.allowed)
        return int(text)

    @property
    def allowed(self) -> str:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return _("A whole number from %(minimum)d to %(maximum)d.") % limits

    @property
    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Choice(Parameter):
    choices: tuple[str, ...] = ()

    def convert(self, text: str) -> str:
        if text not in self.choices:
            raise self.error("invalid_choice", self.allowed)
        return text

    @property
    def allowed(self) -> str:
        return _("One of: %s.") % ", ".join(self.choices)

    @property
    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.choices)}


@dataclass(frozen=True)
class Flag(Parameter):
    """As Wagtail reads booleans: ``true``, ``false``, and ``1``, ``0``."""

    def convert(self, text: str) -> bool:
        values = {"true": True, "1": True, "false": False, "0": False}
        if text not in values:
            raise self.error("invalid_choice", self.allowed)
        return values[text]

    @property
    def allowed(self) -> str:
        return _("One of: %s.") % "true, false"

    @property
    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Moment(Parameter):
    """A date and time (ISO 8601), in the site's time zone unless it names another."""

    def convert(self, text: str) -> datetime.datetime:
        try:
            moment = dateparse.parse_datetime(text)
            if moment is None:
                raise self.error("invalid", self.allowed)
            aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            # As databases store it; the first and last hours of the calendar overflow.
            return aware.astimezone(datetime.UTC)
        except (ValueError, OverflowError) as error:
            raise self.error("invalid", self.allowed) from error

    @property
    def allowed(self) -> str:
        return _("A date and time, such as 2026-01-31T12:00:00+07:00.")

    @property
    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Day(Parameter):
    """A date (ISO 8601)."""

    def convert(self, text: str) -> datetime.date:
        try:
            day = dateparse.parse_date(text)
        except ValueError as error:
            raise self.error("invalid", self.allowed) from error
        if day is None:
            raise self.error("invalid", self.allowed)
        return day

    @property
    def allowed(self) -> str:
        return _("A date, such as 2026-01-31.")

    @property
    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class PageId(Parameter):
    """A page's id, or ``root`` for the site's home page."""

    def convert(self, text: str) -> str:
        if text != "root":
            try:
                Integer(self.name, self.description).convert(text)
            except ParameterError as fault:
                raise self.error(fault.errors[0]["code"], self.allowed) from fault
        return text

    @property
    def allowed(self) -> str:
        return _("The id of a page, or root.")

    @property
    def schema(self) -> Schema:
        return {"oneOf": [{"type": "integer", "minimum": 0}, {"const": "root"}]}


@dataclass(frozen=True)
class Several(Parameter):
    """Any number of values, each one of `item`'s; repeated, or `separated` by commas as well."""

    item: Parameter = Parameter("", "")
    separated: bool = False
    most: int = MAX_VALUES
    repeatable: ClassVar[bool] = True

    def parse(self, values: Sequence[str]) -> list[Any]:
        texts = [text for value in values for text in self._split(value)]
        if len(texts) > self.most:
            raise self.error("too_many", _("At most %d values.") % self.most)
        try:
            return [self.item.convert(text) for text in texts]
        except ParameterError as fault:
            raise self.error(fault.errors[0]["code"], fault.errors[0]["message"]) from fault

    def _split(self, value: str) -> list[str]:
        return [text for text in value.split(",") if text] if self.separated else [value]

    @property
    def allowed(self) -> str:
        return self.item.allowed

    @property
    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema, "maxItems": self.most}
