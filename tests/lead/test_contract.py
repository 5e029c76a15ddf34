"""The document says the truth about the lead API; `post` holds every answer against it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.models import ContactSettings
from frontend_bridge.openapi.document import openapi
from lead.api.contract import ANSWER_HEADERS, EXAMPLE, REFUSALS
from lead.api.field_codes import FIELD_CODES
from lead.api.refusals import Refusal
from lead.models import Lead
from tests.lead.conftest import URL, Send, form

pytestmark = pytest.mark.django_db
#: What a browser shows to a page of another origin without being told to (Fetch §3.2.3).
SAFELISTED = {"Content-Language"}
#: For each code a field with a value that it refuses.
MISTAKES: dict[str, tuple[str, Any]] = {
    "blank": ("city", " "),
    "null": ("email", None),
    "wrong_type": ("chair_count", "3"),
    "min_length": ("business_name", "A"),
    "max_length": ("message", "x" * 2001),
    "min_value": ("chair_count", -1),
    "max_value": ("chair_count", 1001),
    "invalid_choice": ("salon_type", "SPA"),
    "control_characters": ("city", "Ban\x00dung"),
    "impossible_number": ("phone_whatsapp", "0812"),
    "consent_required": ("consent", False),
    "unknown_field": ("price", 1),
    "invalid": ("email", "nobody"),
}
#: Those of the signed address are provoked in test_signed_address.
OF_HEADERS = {"signature_mismatch", "signature_expired"}


def operation() -> Any:
    return openapi()["paths"][URL]["post"]


def test_every_refusal_is_documented() -> None:
    assert {type(refusal) for refusal in REFUSALS} == set(Refusal.__subclasses__())
    statuses = {str(refusal.status) for refusal in REFUSALS}
    assert set(operation()["responses"]) == {"201", *statuses}


def test_every_code_of_a_field_is_documented_and_used(send: Send) -> None:
    assert send({}).json()["errors"][0]["code"] == "required"
    for code, (field, value) in MISTAKES.items():
        (error,) = send({**form(), field: value}).json()["errors"]
        assert (error["field"], error["code"]) == (field, code)
    assert set(FIELD_CODES) == {"required", *MISTAKES, *OF_HEADERS}


def test_the_example_is_a_form_that_is_taken(send: Send) -> None:
    assert operation()["requestBody"]["content"]["application/json"]["example"] == EXAMPLE
    assert send(EXAMPLE).status_code == 201
    assert Lead.objects.get().business_name == EXAMPLE["business_name"]


def test_the_examples_of_refusals_are_real_answers(send: Send) -> None:
    shown = {
        name: example["value"]
        for answer in operation()["responses"].values()
        for content in answer["content"].values()
        for name, example in content.get("examples", {}).items()
    }
    assert shown["invalid"] == send(form(phone_whatsapp="0812")).json()
    assert shown["malformed_json"] == send(b"{").json()
    assert shown["unsupported_media_type"] == send(**{"content-type": "text/plain"}).json()
    wrong_method = Client().get(URL, headers={"accept-language": "en"})
    assert shown["method_not_allowed"] == wrong_method.json()


def test_a_browser_may_read_every_header_that_a_form_needs(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    origin = {"origin": settings.STOREFRONT_URL}
    taken, refused = send(**origin), send(form(city="Medan"), **origin)
    assert (taken.status_code, refused.status_code) == (201, 429)
    for answer in (taken, refused):
        assert answer.headers["Access-Control-Allow-Origin"] == settings.STOREFRONT_URL
        exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
        assert set(ANSWER_HEADERS) - SAFELISTED - {"Allow"} <= exposed


def test_who_sent_too_much_gets_another_way_to_us(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    ContactSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"whatsapp_number": "+62811111111"}
    )
    send()
    refused = send(form(city="Medan"))
    assert refused.status_code == 429
    assert refused.json()["whatsapp_url"].startswith("https://wa.me/62811111111?text=Hello")


def test_a_document_that_is_no_object_is_told_so(send: Send) -> None:
    (error,) = send(b"[]").json()["errors"]
    assert (error["field"], error["code"]) == ("", "invalid")
    assert error["message"] == "Send one JSON object with the fields of the form."


def test_the_form_has_exactly_the_documented_fields(send: Send) -> None:
    shape = openapi()["components"]["schemas"]["PartnerLead"]
    required = {error["field"] for error in send({}).json()["errors"]}
    assert required == set(shape["required"])
    unknown = send(dict.fromkeys(shape["properties"], 0)).json()["errors"]
    assert "unknown_field" not in {error["code"] for error in unknown}
