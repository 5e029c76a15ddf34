"""Spam is stored and silent; people are heard."""

from typing import Any

import pytest
from pytest_django import Settings

from config import smoke_mark
from config.env_types import GREATEST_WEIGHT, SPAM_WEIGHTS
from fanout.models import Channel, Delivery, Event
from lead.models import Lead, LeadStatus, SpamReason
from tests.lead.conftest import Send, form

pytestmark = pytest.mark.django_db


def test_a_filled_honeypot_is_answered_like_a_success_and_notifies_nobody(
    send: Send, channel: Channel
) -> None:
    answer = send(form(company="ACME"))
    honest = send(form(city="Medan"))
    assert answer.status_code == honest.status_code == 201
    assert set(answer.json()) == set(honest.json())
    assert set(answer.headers) == set(honest.headers)
    lead = Lead.objects.get(city="Bandung")
    assert (lead.status, lead.spam_reasons) == (LeadStatus.SPAM, ["honeypot"])
    assert lead.announced_at is None
    assert Delivery.objects.count() == 1


def test_a_honeypot_of_blanks_is_empty(send: Send) -> None:
    send(form(company="  "))
    assert Lead.objects.get().status == LeadStatus.NEW


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"message": "Visit https://a.example https://b.example www.c.example"}, "links"),
        ({"message": 'Click <a href="x">here</a>'}, "markup"),
        ({"message": "[url=x]here[/url]"}, "markup"),
        ({"business_name": "Best casino https://a.example"}, "link_in_name"),
        ({"contact_name": "www.example.com"}, "link_in_name"),
        ({"message": "buy now " * 40}, "repetition"),
        ({"message": "a" * 60}, "repetition"),
    ],
)
def test_advertising_is_held_back(
    send: Send, channel: Channel, changes: dict[str, Any], reason: str
) -> None:
    assert send(form(**changes)).status_code == 201
    lead = Lead.objects.get()
    assert (lead.status, lead.spam_reasons) == (LeadStatus.SPAM, [reason])
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "message",
    [
        "Lihat salon kami di https://instagram.com/contoh",
        "Halo, kami salon kecil di Bandung. Kami ingin tahu tentang pelatihan dan harga grosir.",
        "Terima kasih!!! 😊😊😊😊😊",
        "Mohon info. " * 3,
    ],
)
def test_what_people_write_goes_through(send: Send, message: str) -> None:
    send(form(message=message))
    assert Lead.objects.get().status == LeadStatus.NEW


def test_one_message_from_many_phones_is_held_back(send: Send) -> None:
    for number in range(4):
        send(
            form(
                phone_whatsapp=f"0812-3456-00{number:02}",
                message="Penawaran  khusus untuk SEMUA salon!"
                if number
                else "penawaran khusus untuk semua salon!",
            )
        )
    leads = Lead.objects.order_by("pk")
    assert [lead.status for lead in leads] == [LeadStatus.NEW] * 3 + [LeadStatus.SPAM]
    assert leads[3].spam_reasons == ["copies"]


def test_a_flood_is_held_back_and_not_refused(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_TOTAL = "3/minute"
    answers = [send(form(city=f"Kota {number}")) for number in range(4)]
    assert {answer.status_code for answer in answers} == {201}
    assert Lead.objects.get(city="Kota 3").spam_reasons == ["flood"]
    assert Lead.objects.filter(status=LeadStatus.NEW).count() == 3


@pytest.mark.parametrize("rates", ["3/minute;100/hour", "100/minute;3/hour"])
def test_a_flood_is_more_than_any_of_the_rates(send: Send, settings: Settings, rates: str) -> None:
    settings.LEAD_LIMIT_TOTAL = rates
    for number in range(4):
        send(form(city=f"Kota {number}"))
    assert [lead.city for lead in Lead.objects.filter(status=LeadStatus.SPAM)] == ["Kota 3"]


def test_what_speaks_for_spam_adds_up(send: Send) -> None:
    send(form(message="https://a.example dan https://b.example"))
    lead = Lead.objects.get()
    assert (lead.spam_score, lead.spam_reasons) == (80, ["links"])
    assert lead.status == LeadStatus.NEW
    send(form(message="<script> https://a.example dan https://b.example"))
    lead = Lead.objects.get(status=LeadStatus.SPAM)
    assert (lead.spam_score, lead.spam_reasons) == (180, ["links", "markup"])


def test_a_message_full_of_links_has_a_score_that_can_be_stored(
    send: Send, settings: Settings
) -> None:
    settings.LEAD_SPAM_WEIGHTS = dict.fromkeys(settings.LEAD_SPAM_WEIGHTS, GREATEST_WEIGHT)
    links = "www.a " * 330
    answer = send(form(message=links, business_name="www.a <script>", company="ACME"))
    assert answer.status_code == 201
    assert Lead.objects.get().spam_score == 14_000


def test_weights_and_threshold_are_settings(send: Send, settings: Settings) -> None:
    settings.LEAD_SPAM_WEIGHTS = {**settings.LEAD_SPAM_WEIGHTS, "links": 30, "markup": 0}
    send(form(message="<script> https://a.example"))
    assert (Lead.objects.get().spam_score, Lead.objects.get().spam_reasons) == (30, ["links"])
    settings.LEAD_SPAM_THRESHOLD = 30
    send(form(message="https://b.example"))
    assert Lead.objects.filter(status=LeadStatus.SPAM).count() == 1


def test_every_reason_has_a_weight() -> None:
    assert set(SPAM_WEIGHTS) == set(SpamReason.values)


def test_smoke_tests_are_no_flood(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_TOTAL = "3/minute"
    for number in range(3):
        send(form(city=f"Kota {number}"), **{smoke_mark.HEADER: smoke_mark.smoke_token()})
    send(form())
    assert Lead.objects.filter(is_test=True).count() == 3
    assert Lead.objects.get(is_test=False).status == LeadStatus.NEW


def test_a_flood_holds_no_smoke_test_back(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_TOTAL = "1/minute"
    send()
    send(form(city="Medan"), **{smoke_mark.HEADER: smoke_mark.smoke_token()})
    assert Lead.objects.get(is_test=True).status == LeadStatus.NEW
