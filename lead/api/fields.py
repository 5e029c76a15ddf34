"""Serializer fields that take a value of exactly their own JSON type, and document it."""

import unicodedata
from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.openapi import Schema
from config.phones import ImpossibleNumberError, to_e164

NOT_TEXT = _("This must be a text.")
_LINE_BREAKS = {"\n", "\r", "\t"}
#: The same refusal as a pattern of JSON Schema (ECMA 262); surrogates are no characters there.
_ONE_LINE = r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"
_SEVERAL_LINES = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]*$"
#: What a serializer field calls its limits, and what JSON Schema calls them.
_LIMITS = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_value": "minimum",
    "max_value": "maximum",
}
#: Unicode categories that no form field produces: controls, lone surrogates, separators of
#: lines and paragraphs.
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}


def _has_refused_characters(text: str, *, allowed: set[str]) -> bool:
    return any(unicodedata.category(char) in _REFUSED and char not in allowed for char in text)


class DocumentedMixin:
    """Knows its JSON Schema, and says what to do next where the framework says what is wrong."""

    json_schema: ClassVar[Schema]
    help_text: Any

    default_error_messages: ClassVar[Any] = {
        "required": _("Please fill this in."),
        "blank": _("Please fill this in."),
        "null": _("This may not be null; leave it out instead."),
        "min_length": _("Please write at least {min_length} characters."),
        "max_length": _("Please write at most {max_length} characters."),
        "min_value": _("The smallest number is {min_value}."),
        "max_value": _("The largest number is {max_value}."),
        "invalid_choice": _("Please choose one of the options."),
    }

    def schema(self) -> Schema:
        """What the contract says of this field; its limits are those of the code."""
        found = {name: getattr(self, attribute, None) for attribute, name in _LIMITS.items()}
        limits = {name: limit for name, limit in found.items() if limit is not None}
        description = {"description": self.help_text} if self.help_text else {}
        return {**self.json_schema, **limits, **description}


class StrictTextMixin(DocumentedMixin):
    """Refuses other JSON types instead of turning them into text, and control characters."""

    allowed_controls: set[str] = set()

    def to_internal_value(self, data: Any) -> Any:
        if _has_refused_characters(data, allowed=self.allowed_controls):
            raise serializers.ValidationError(
                _("This contains characters that cannot be shown."), code="control_characters"
            )
        text = unicodedata.normalize("NFC", data)
        return super().to_internal_value(text)  # type: ignore[misc]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # DRF calls str() on a value to see whether it is blank, before the type is looked at.
        if data not in (serializers.empty, None) and not isinstance(data, str):
            raise serializers.ValidationError(NOT_TEXT, code="wrong_type")
        return super().run_validation(data)  # type: ignore[misc]


class LineField(StrictTextMixin, serializers.CharField):
    """One line of text."""

    json_schema = {"type": "string", "pattern": _ONE_LINE}


class TextField(StrictTextMixin, serializers.CharField):
    """Text with line breaks, which are stored as ``\\n``."""

    json_schema = {"type": "string", "pattern": _SEVERAL_LINES}
    allowed_controls = _LINE_BREAKS

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        return text.replace("\r\n", "\n").replace("\r", "\n")


class MailField(StrictTextMixin, serializers.EmailField):
    """An e-mail address."""

    json_schema = {"type": "string", "format": "email"}
    default_error_messages: ClassVar[Any] = {
        "invalid": _("Please write an address such as name@example.com."),
    }


class CodeField(StrictTextMixin, serializers.ChoiceField):
    """One of the given codes; without any, those of the site, which its help text then names."""

    json_schema = {"type": "string"}

    def schema(self) -> Schema:
        codes = [*self.choices, *([""] if self.allow_blank else [])]
        return {**super().schema(), **({"enum": codes} if self.choices else {})}


class WebAddressField(LineField):
    """An absolute ``http`` or ``https`` URL."""

    json_schema = {"type": "string", "format": "uri", "pattern": "^https?://"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(
            URLValidator(
                schemes=["http", "https"],
                message=_("Please write a web address that starts with https://."),
            )
        )


class PhoneField(StrictTextMixin, serializers.CharField):
    """A telephone number in any usual writing; the value is its E.164 form."""

    json_schema = {"type": "string", "format": "phone"}

    def to_internal_value(self, data: Any) -> str:
        try:
            return to_e164(super().to_internal_value(data))
        except ImpossibleNumberError:
            raise serializers.ValidationError(
                _("This number does not exist. Write it like 0812-3456-7890 or +62812…"),
                code="impossible_number",
            ) from None


class WholeNumberField(DocumentedMixin, serializers.IntegerField):
    """A JSON integer; neither ``"3"`` nor ``3.0`` nor ``true``."""

    json_schema = {"type": "integer"}

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            raise serializers.ValidationError(_("This must be a whole number."), code="wrong_type")
        return data


class ConsentField(DocumentedMixin, serializers.Field[Any, Any, Any, Any]):
    """Literally ``true``: consent is never guessed."""

    json_schema = {"const": True}

    def to_internal_value(self, data: Any) -> bool:
        if data is not True:
            raise serializers.ValidationError(
                _("We need your consent to contact you."), code="consent_required"
            )
        return True
