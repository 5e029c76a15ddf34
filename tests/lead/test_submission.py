"""What a valid form does: stored once, announced once, answered with a reference."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from cms.models import ContactSettings, PartnerFormSettings
from config.smoke_mark import smoke_token
from fanout.models import Channel, Delivery, Event
from lead.models import Lead, LeadStatus
from tests.lead.conftest import URL, Send, form

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r"ALFA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


def test_a_valid_form_is_answered_with_a_reference_and_a_whatsapp_link(send: Send) -> None:
    answer = send()
    assert answer.status_code == 201
    assert set(answer.json()) == {"reference", "received_at", "whatsapp_url"}
    assert REFERENCE.fullmatch(answer.json()["reference"])
    assert answer.json()["received_at"].endswith("+07:00")
    assert answer.headers["Cache-Control"] == "no-store"
    link = urlsplit(answer.json()["whatsapp_url"])
    assert link.hostname == "wa.me"
    assert answer.json()["reference"] in parse_qs(link.query)["text"][0]


def test_every_answer_is_stored(send: Send) -> None:
    answers = form(
        chair_count=12,
        specialization="Pewarnaan",
        current_brands_used="Lain",
        email="halo@example.com",
        preferred_contact="EMAIL",
        message="Baris satu\r\nBaris dua 💇",
        page_url_initial="https://www.example.com/?utm_source=ig",
        page_url_current="https://www.example.com/kemitraan/",
    )
    assert send(answers).status_code == 201
    lead = Lead.objects.get()
    stored = {name: getattr(lead, name) for name in answers if name != "consent"}
    assert stored == {
        **{name: value for name, value in answers.items() if name != "consent"},
        "phone_whatsapp": "+6281234567890",
        "message": "Baris satu\nBaris dua 💇",
    }
    assert lead.consent_version == PartnerFormSettings.objects.get().consent_version
    assert lead.consent_at == lead.received_at
    assert lead.locale == "en"
    assert lead.status == LeadStatus.NEW


def test_an_accepted_lead_is_announced_in_the_same_transaction(
    send: Send, channel: Channel
) -> None:
    reference = send().json()["reference"]
    delivery = Delivery.objects.for_subject(f"lead:{reference}").get()
    assert delivery.channel == channel
    assert delivery.event.type == "lead.created"
    assert delivery.event.data == {}


def test_the_link_uses_the_number_and_language_of_the_site(send: Send, settings: Settings) -> None:
    settings.WHATSAPP_NUMBER = "+62800000001"
    assert "wa.me/62800000001?" in send().json()["whatsapp_url"]
    ContactSettings.objects.update(whatsapp_number="+62811111111")
    answer = send(form(city="Jakarta")).json()
    assert "wa.me/62811111111?" in answer["whatsapp_url"]
    assert "Hello+PT+Alfa" in answer["whatsapp_url"]


def test_the_address_is_stored_hashed_only(client: Client, send: Send) -> None:
    send()
    lead = Lead.objects.get()
    stored = " ".join(str(value) for value in vars(lead).values())
    assert "127.0.0.1" not in stored
    assert len(lead.client_hash) == 64


def test_a_smoke_test_is_marked_by_its_signed_header(send: Send) -> None:
    assert send(**{"x-smoke-test": smoke_token()}).status_code == 201
    assert Lead.objects.get().is_test
    assert send(form(business_name="X-Smoke-Test")).status_code == 201
    assert not Lead.objects.get(business_name="X-Smoke-Test").is_test


def test_smoke_tests_use_up_no_limit(send: Send) -> None:
    for number in range(7):
        marked = {"x-smoke-test": smoke_token(), "idempotency-key": f"smoke-{number}"}
        assert send(**marked).status_code == 201
    assert Lead.objects.count() == 7


def test_a_wrong_smoke_token_is_refused(send: Send) -> None:
    answer = send(**{"x-smoke-test": "lead:1:abc"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "X-Smoke-Test"
    assert not Lead.objects.exists()


def test_a_cookie_or_a_missing_csrf_token_makes_no_difference() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["sessionid"] = "nonsense"
    answer = strict.post(URL, form(), content_type="application/json")
    assert answer.status_code == 201
    assert not answer.cookies


def test_a_submission_costs_a_fixed_number_of_statements(
    send: Send, channel: Channel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(form(message="The settings of the site are made by the first one."))
    notification = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(18 + notification):
        assert (
            send(form(message="A second message of more than twenty letters.")).status_code == 201
        )
    assert Event.objects.count() == 2
