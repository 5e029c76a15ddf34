from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext, gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from cms.models.settings import PartnerFormSettings, PreferredContact, SalonType
from lead.api.fields import (
    CodeField,
    ConsentField,
    LineField,
    MailField,
    PhoneField,
    TextField,
    WebAddressField,
    WholeNumberField,
)
from lead.api.refusals import FieldError

#: A body of 64 KiB can hold thousands of mistakes; nobody reads more than these.
MAX_ERRORS = 25
_MAX_NAME = 60


class PartnerLeadSerializer(serializers.Serializer[Any]):
    """The partner form as it is sent: flat, every field known, every type exact."""

    default_error_messages: ClassVar[Any] = {
        "invalid": gettext_lazy("Send one JSON object with the fields of the form."),
    }

    business_name = LineField(min_length=2, max_length=255)
    contact_name = LineField(min_length=2, max_length=255)
    phone_whatsapp = PhoneField(
        max_length=40,
        help_text="Any usual Indonesian or international writing: `0812-3456-7890`, `62 812…`, "
        "`+62812…`.",
    )
    city = LineField(min_length=2, max_length=80)
    salon_type = CodeField(choices=SalonType.choices)
    consent = ConsentField(
        help_text="Literally `true`. The version of the consent text of `/api/v2/site/` is kept."
    )
    chair_count = WholeNumberField(
        required=False, min_value=0, max_value=1000, help_text="Without decimals: `3`, not `3.0`."
    )
    specialization = LineField(required=False, allow_blank=True, max_length=200)
    current_brands_used = LineField(required=False, allow_blank=True, max_length=200)
    monthly_spend_range = CodeField(
        choices=[],
        required=False,
        allow_blank=True,
        help_text="One of the values of `partner_form.monthly_spend_ranges` in `/api/v2/site/`.",
    )
    email = MailField(required=False, allow_blank=True, max_length=254)
    preferred_contact = CodeField(
        choices=PreferredContact.choices, required=False, allow_blank=True
    )
    message = TextField(required=False, allow_blank=True, max_length=2000)
    page_url_initial = WebAddressField(
        required=False, allow_blank=True, max_length=2048, help_text="Where the visit began."
    )
    page_url_current = WebAddressField(
        required=False, allow_blank=True, max_length=2048, help_text="Where the form was sent."
    )
    company = TextField(
        required=False, allow_blank=True, help_text="Leave it empty: people never see this field."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if form := self.context.get("form"):
            self.fields["monthly_spend_range"].choices = _spend_ranges(form)  # type: ignore[attr-defined]

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(
                {**_unknown_field_errors(unknown), **error.detail}  # type: ignore[dict-item]
            ) from None
        if unknown:
            raise serializers.ValidationError(_unknown_field_errors(unknown))
        return value


def field_errors(serializer: PartnerLeadSerializer) -> list[FieldError]:
    """What is wrong, one entry per message, in the active language."""
    found: list[FieldError] = []
    for name, details in serializer.errors.items():
        field = "" if name == "non_field_errors" else name
        for detail in details:
            found.append({"field": field, "code": detail.code, "message": str(detail)})
    return found[:MAX_ERRORS]


def _spend_ranges(form: PartnerFormSettings) -> list[tuple[str, str]]:
    ranges = [block.value for block in form.monthly_spend_ranges]
    return [(choice["value"], choice["label_id"]) for choice in ranges]


def _unknown_field_errors(names: set[str]) -> dict[str, list[ErrorDetail]]:
    message = ErrorDetail(gettext("This field is not known."), code="unknown_field")
    return {name[:_MAX_NAME]: [message] for name in sorted(names)[:MAX_ERRORS]}
