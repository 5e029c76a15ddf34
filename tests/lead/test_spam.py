"""Spam is stored and silent; people are heard."""

from typing import Any

import pytest
from pytest_django import Settings

from fanout.models import Channel, Delivery, Event
from lead.models import Lead, LeadStatus
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
        ({"message": 'Click <a href="x">here</a>'}, "links"),
        ({"message": "[url=x]here[/url]"}, "links"),
        ({"business_name": "Best casino https://a.example"}, "links"),
        ({"contact_name": "www.example.com"}, "links"),
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
    statuses = [lead.status for lead in Lead.objects.order_by("pk")]
    assert statuses == [LeadStatus.NEW] * 3 + [LeadStatus.SPAM]


def test_a_flood_is_held_back_and_not_refused(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_TOTAL = "3/minute"
    answers = [send(form(city=f"Kota {number}")) for number in range(4)]
    assert {answer.status_code for answer in answers} == {201}
    assert Lead.objects.get(city="Kota 3").spam_reasons == ["flood"]
    assert Lead.objects.filter(status=LeadStatus.NEW).count() == 3
