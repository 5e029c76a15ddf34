"""What sales and other systems hear about a lead."""

import json
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone, translation

from cms.models import User
from fanout.deliver import deliver
from fanout.models import Channel, Delivery
from fanout.registry import Message, get
from lead.announcement import LEAD_CREATED, render
from lead.follow_up import FollowUp
from lead.models import Lead
from tests.lead.conftest import Send, form
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db


def _announcement(**values: object) -> Message:
    message = render(make_lead(**values).subject, {})
    assert message is not None
    return message


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [value or "" for name, value in attrs if name == "href"]


def test_the_event_type_is_registered() -> None:
    assert get("lead.created") is LEAD_CREATED


def test_the_mail_says_who_wants_what() -> None:
    message = _announcement(
        message="Baris satu\nBaris dua", chair_count=0, email="halo@example.com"
    )
    assert "Salon Melati" in message.subject
    for body in (message.text, message.html):
        assert "+62 812-3456-7890" in body
        assert "Bandung" in body
        assert "Baris dua" in body
    assert message.reply_to == "halo@example.com"


def test_the_mail_leads_to_whatsapp_and_to_the_inbox() -> None:
    lead = make_lead()
    message = render(lead.subject, {})
    assert message is not None
    chat, inbox = _Links(message.html).found
    assert urlsplit(chat).path == "/6281234567890"
    assert lead.reference in parse_qs(urlsplit(chat).query)["text"][0]
    assert urlsplit(inbox).path.endswith(f"/edit/{lead.pk}/")
    assert chat in message.text
    assert inbox in message.text


def test_staff_read_indonesian_whatever_language_the_visitor_chose() -> None:
    with translation.override("en"):
        message = _announcement(locale="en")
    assert message.subject.startswith("Lead mitra baru")
    for body in (message.text, message.html):
        assert "Jenis usaha" in body
        assert "Buka di kotak masuk" in body


def test_what_a_visitor_wrote_stays_text() -> None:
    message = _announcement(
        business_name="<b>Salon</b> & Co", message="<script>alert(1)</script>\n\nSubject: x"
    )
    assert "script" not in _Links(message.html).tags
    assert "&lt;b&gt;Salon" in message.html
    assert "<b>Salon</b> & Co" in message.text
    assert len(message.subject.splitlines()) == 1


def test_the_webhook_gets_every_answer_under_its_own_name() -> None:
    payload = _announcement(chair_count=4).payload
    assert payload == json.loads(json.dumps(payload))
    assert payload["phone_whatsapp"] == "+6281234567890"
    assert payload["chair_count"] == 4
    assert payload["received_at"].endswith("+07:00")
    assert not {"client_hash", "idempotency_hash", "body_hash"} & set(payload)


def test_a_smoke_test_is_announced_and_marked() -> None:
    message = _announcement(is_test=True)
    assert message.subject.startswith("[TEST] ")
    assert message.payload["is_test"] is True


@pytest.mark.parametrize("values", [{"status": "spam"}, {"anonymised_at": timezone.now()}])
def test_nothing_is_said_about_spam_and_anonymised_leads(values: dict[str, object]) -> None:
    assert render(make_lead(**values).subject, {}) is None


def test_an_erased_lead_is_not_announced() -> None:
    lead = make_lead()
    Lead.objects.all().delete()
    assert render(lead.subject, {}) is None


def test_the_summary_has_what_a_phone_shows_at_a_glance() -> None:
    lead = make_lead(salon_type="BARBER")
    message = render(lead.subject, {})
    assert message is not None
    lines = message.summary.splitlines()
    assert lines[:3] == ["Ibu Contoh", "+62 812-3456-7890", "Bandung · Barbershop"]
    assert lines[3].endswith(f"/edit/{lead.pk}/")


def test_channels_hear_of_the_cities_and_kinds_of_business_they_want(
    channel: Channel, send: Send
) -> None:
    def wanting(**filters: list[str]) -> Channel:
        return Channel.objects.create(name=str(filters), filters={"lead.created": filters})

    here, salons = wanting(city=["bandung "]), wanting(salon_type=["SALON", "UNISEX"])
    wanting(city=["Medan"])
    wanting(city=["Bandung"], salon_type=["BARBER"])
    assert send(form(city=" Bandung")).status_code == 201
    subject = Lead.objects.get().subject
    assert {one.channel for one in Delivery.objects.for_subject(subject)} == {channel, here, salons}


def test_restored_spam_is_announced_to_whom_it_matches(seller: User, send: Send) -> None:
    for city in ("Bandung", "Medan"):
        Channel.objects.create(name=city, filters={"lead.created": {"city": [city]}})
    send(form(business_name="https://spam.example"))
    lead = Lead.objects.get()
    assert not Delivery.objects.exists()
    FollowUp(lead, seller).apply({"status": "new"})
    assert Delivery.objects.get().channel.name == "Bandung"


def test_what_was_cancelled_as_spam_goes_to_the_same_channels_again(
    seller: User, send: Send
) -> None:
    chosen = Channel.objects.create(name="B", filters={"lead.created": {"city": ["Bandung"]}})
    send(form())
    lead = Lead.objects.get()
    FollowUp(lead, seller).apply({"status": "spam"})
    deliver(Delivery.objects.get().pk)
    Channel.objects.update(filters={"lead.created": {"city": ["Medan"]}})
    FollowUp(lead, seller).apply({"status": "new"})
    waiting = Delivery.objects.get(state=Delivery.State.PENDING)
    assert waiting.channel == chosen
