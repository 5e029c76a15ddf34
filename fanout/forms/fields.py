"""Fields that take one value per line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from config.phones import ImpossibleNumberError, to_e164
from fanout.filters import folded


class LinesField(forms.CharField):
    """Lines of text, each value once whatever its case and blanks; cleans to a list."""

    def __init__(self, *, max_lines: int, max_line_length: int, **kwargs: Any) -> None:
        self.max_lines, self.max_line_length = max_lines, max_line_length
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 4}), **kwargs})

    def clean(self, value: Any) -> Any:
        values: dict[str, str] = {}
        for line in super().clean(value).splitlines():
            if words := " ".join(line.split()):
                values.setdefault(folded(words), self.clean_line(words))
        if len(values) > self.max_lines:
            raise ValidationError(
                _("At most %(number)d lines, please."), params={"number": self.max_lines}
            )
        return list(dict.fromkeys(values.values()))

    def clean_line(self, line: str) -> str:
        if len(line) > self.max_line_length:
            raise ValidationError(
                _("“%(line)s…” is too long: at most %(number)d characters."),
                params={"line": line[:20], "number": self.max_line_length},
            )
        return line


class JoinedLinesField(LinesField):
    """The same, cleaned to one text as a model stores it."""

    def clean(self, value: Any) -> str:
        return "\n".join(super().clean(value))


class AddressesField(JoinedLinesField):
    """E-mail addresses."""

    def clean_line(self, line: str) -> str:
        try:
            validate_email(line)
        except ValidationError:
            raise ValidationError(
                _("“%(address)s” is not an e-mail address."), params={"address": line[:80]}
            ) from None
        return line


class NumbersField(JoinedLinesField):
    """Phone numbers in any writing, cleaned to E.164."""

    def clean_line(self, line: str) -> str:
        try:
            return to_e164(line)
        except ImpossibleNumberError:
            raise ValidationError(
                _("“%(number)s” is not a phone number: write it as +628123456789."),
                params={"number": line[:30]},
            ) from None
