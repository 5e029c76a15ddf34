"""The form's rules, field by field."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from cms.models import PartnerFormSettings
from lead.models import Lead
from tests.lead.conftest import Send, form

pytestmark = pytest.mark.django_db


def _codes(answer: Any) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in answer.json()["errors"]}


def _fields(answer: Any) -> set[str]:
    return {field for field, _code in _codes(answer)}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("business_name", None, "required"),
        ("business_name", "", "blank"),
        ("business_name", "   ", "blank"),
        ("business_name", "A", "min_length"),
        ("business_name", " A ", "min_length"),
        ("business_name", "A" * 256, "max_length"),
        ("business_name", 12, "wrong_type"),
        ("business_name", True, "wrong_type"),
        ("business_name", ["Salon"], "wrong_type"),
        ("business_name", {"name": "Salon"}, "wrong_type"),
        ("business_name", "Sa\x00lon", "control_characters"),
        ("business_name", "Sa\x1blon", "control_characters"),
        ("business_name", "Sa\nlon", "control_characters"),
        ("business_name", "Sa\u2028lon", "control_characters"),
        ("business_name", "Sa\ud800lon", "control_characters"),
        ("contact_name", "B", "min_length"),
        ("phone_whatsapp", None, "required"),
        ("phone_whatsapp", "12345", "impossible_number"),
        ("phone_whatsapp", "0812", "impossible_number"),
        ("phone_whatsapp", "0000000000", "impossible_number"),
        ("phone_whatsapp", "0812FLOWERS1", "impossible_number"),
        ("phone_whatsapp", "+999123456789", "impossible_number"),
        ("phone_whatsapp", "0812345678901234567890", "impossible_number"),
        ("phone_whatsapp", 6281234567890, "wrong_type"),
        ("city", "X", "min_length"),
        ("city", "X" * 81, "max_length"),
        ("salon_type", "salon", "invalid_choice"),
        ("salon_type", "", "invalid_choice"),
        ("salon_type", ["SALON"], "wrong_type"),
        ("consent", None, "required"),
        ("consent", False, "consent_required"),
        ("consent", "true", "consent_required"),
        ("consent", 1, "consent_required"),
        ("consent", [True], "consent_required"),
        ("chair_count", -1, "min_value"),
        ("chair_count", 1001, "max_value"),
        ("chair_count", "3", "wrong_type"),
        ("chair_count", 3.0, "wrong_type"),
        ("chair_count", True, "wrong_type"),
        ("specialization", "x" * 201, "max_length"),
        ("current_brands_used", "x" * 201, "max_length"),
        ("monthly_spend_range", "all-of-it", "invalid_choice"),
        ("monthly_spend_range", 5, "wrong_type"),
        ("email", "not an address", "invalid"),
        ("email", "a@b.example\nBcc: c@d.example", "control_characters"),
        ("email", "a" * 250 + "@b.example", "max_length"),
        ("preferred_contact", "FAX", "invalid_choice"),
        ("message", "x" * 2001, "max_length"),
        ("message", "a\x00b", "control_characters"),
        ("message", "a\ud83d", "control_characters"),
        ("page_url_current", "javascript:alert(1)", "invalid"),
        ("page_url_current", "ftp://example.com/", "invalid"),
        ("page_url_current", "/kemitraan/", "invalid"),
        ("page_url_initial", "https://example.com/" + "x" * 2048, "max_length"),
        ("company", 5, "wrong_type"),
        ("price", 5, "unknown_field"),
        ("status", "won", "unknown_field"),
    ],
)
def test_a_wrong_answer_is_named(send: Send, field: str, value: Any, code: str) -> None:
    answer = send(form(**{field: value}))
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert (field, code) in _codes(answer)
    assert _fields(answer) == {field}
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "field",
    ["business_name", "consent", "chair_count", "email", "message", "salon_type", "company"],
)
def test_null_is_not_an_answer(send: Send, field: str) -> None:
    answer = send({**form(), field: None})
    assert answer.status_code == 400
    assert _fields(answer) == {field}


def test_every_wrong_field_is_named_at_once(send: Send) -> None:
    answer = send({"city": "", "price": 1, "chair_count": "3"})
    assert _fields(answer) == {
        "business_name",
        "contact_name",
        "phone_whatsapp",
        "city",
        "salon_type",
        "consent",
        "chair_count",
        "price",
    }


def test_a_body_full_of_mistakes_gets_a_short_answer(send: Send) -> None:
    answer = send({f"field{number}\ud800": number for number in range(2000)})
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 25


@pytest.mark.parametrize("field", ["email", "message", "monthly_spend_range", "page_url_initial"])
def test_an_optional_field_may_be_empty(send: Send, field: str) -> None:
    assert send(form(**{field: ""})).status_code == 201
    assert getattr(Lead.objects.get(), field) == ""


def test_the_spend_ranges_are_those_of_the_site(send: Send) -> None:
    send()
    form_settings = PartnerFormSettings.objects.get()
    value = {"value": "5-10", "label_id": "5–10 juta", "label_en": "5–10 million"}
    form_settings.monthly_spend_ranges = [("range", value)]
    form_settings.save()
    assert send(form(monthly_spend_range="5-10")).status_code == 201
    assert send(form(monthly_spend_range="10-20")).status_code == 400


def test_the_version_of_the_consent_text_is_kept(send: Send) -> None:
    send()
    PartnerFormSettings.objects.update(consent_version="2026-11")
    send(form(city="Medan"))
    assert Lead.objects.get(city="Medan").consent_version == "2026-11"


@pytest.mark.parametrize(
    ("accepted", "language"), [("en", "en"), ("id-ID,id;q=0.9", "id"), ("fr", "id"), ("", "id")]
)
def test_problems_are_written_in_the_language_of_the_request(
    send: Send, accepted: str, language: str
) -> None:
    answer = send({}, **{"accept-language": accepted})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    with translation.override(language):
        required = gettext("Please fill this in.")
    assert required in {error["message"] for error in answer.json()["errors"]}


def test_a_refusal_is_logged_without_what_was_sent(
    send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    send(form(phone_whatsapp="0899 secret", **{"Rahasia 0812": "Ibu Rahasia"}))
    record = next(record for record in caplog.records if record.name == "lead.api.views")
    assert record.msg == {
        **record.msg,  # type: ignore[dict-item]
        "event": "lead_refused",
        "status": 400,
        "code": "invalid",
        "fields": ["phone_whatsapp"],
        "field_codes": ["impossible_number", "unknown_field"],
    }
    assert "ahasia" not in caplog.text
    assert "0899" not in caplog.text
