"""The confirmation to whoever sent a lead."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import PartnerFormSettings, User
from config.smoke_mark import HEADER, smoke_token
from fanout.deliver import deliver
from fanout.models import Channel, Delivery
from fanout.registry import Message
from fanout.replay import replay
from lead.acknowledgement import ACKNOWLEDGEMENT, render
from lead.follow_up import FollowUp
from lead.models import Lead, RequestCounter
from tests.lead.conftest import Send, form
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
State = Delivery.State
SPAM = {"business_name": "https://spam.example", "email": "a@example.com"}


@pytest.fixture
def thanks() -> Channel:
    """The channel that switches confirmations on."""
    return Channel.objects.create(name="Thanks", kind="sender", recipients="sales@example.com")


def confirmations() -> list[Delivery]:
    return list(Delivery.objects.filter(event__type=ACKNOWLEDGEMENT).order_by("pk"))


def confirmed(**values: object) -> Message:
    message = render(make_lead(email="a@example.com", **values).subject, {})
    assert message is not None
    return message


def test_nobody_is_confirmed_anything_by_default(send: Send, channel: Channel) -> None:
    send(form(email="a@example.com"))
    assert not confirmations()
    assert Delivery.objects.get().channel == channel


def test_whoever_leaves_an_address_gets_one_mail(
    send: Send, channel: Channel, thanks: Channel, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    assert send(form(email="a@example.com")).status_code == 201
    (confirmation,) = confirmations()
    assert confirmation.channel == thanks
    deliver(confirmation.pk)
    (mail,) = mailoutbox
    assert (mail.to, mail.reply_to) == (["a@example.com"], ["sales@example.com"])
    assert confirmation.msg_id in mail.extra_headers["Message-ID"]
    assert Lead.objects.get().reference in mail.body


@pytest.mark.parametrize("answers", [form(), form(email="")])
def test_without_an_address_nothing_is_confirmed(
    send: Send, thanks: Channel, answers: dict[str, object]
) -> None:
    assert send(answers).status_code == 201
    assert not confirmations()


def test_smoke_test_is_not_confirmed(send: Send, thanks: Channel) -> None:
    send(form(email="a@example.com"), **{HEADER: smoke_token()})
    assert Lead.objects.get().is_test
    assert not confirmations()


def test_an_address_gets_one_a_day_in_any_writing(send: Send, thanks: Channel) -> None:
    for number, address in enumerate(["a@example.com", "A@Example.com", "b@example.com"]):
        send(form(email=address, phone_whatsapp=f"+62812345678{number:02}"))
    assert Lead.objects.count() == 3
    assert len(confirmations()) == 2
    RequestCounter.objects.update(window_ends_at=timezone.now())
    send(form(email="a@example.com", phone_whatsapp="+6281234567999"))
    assert len(confirmations()) == 3


def test_the_address_is_not_readable_in_the_count(send: Send, thanks: Channel) -> None:
    send(form(email="a@example.com"))
    assert not RequestCounter.objects.filter(key__contains="example").exists()


def test_repeated_submission_is_confirmed_once(send: Send, thanks: Channel) -> None:
    for _time in range(2):
        send(form(email="a@example.com"), key="the-same-key-again")
    assert len(confirmations()) == 1


def test_it_is_sent_again_only_when_asked_for(
    send: Send, channel: Channel, thanks: Channel
) -> None:
    send(form(email="a@example.com"))
    Delivery.objects.update(state=State.DEAD)
    replay(Delivery.objects.filter(channel=channel))
    assert len(confirmations()) == 1
    replay(confirmations())
    assert len(confirmations()) == 2


def test_spam_is_confirmed_once_it_is_restored(send: Send, thanks: Channel, seller: User) -> None:
    send(form(**SPAM))
    lead = Lead.objects.get()
    assert lead.is_spam
    assert not confirmations()
    FollowUp(lead, seller).apply({"status": "new"})
    assert len(confirmations()) == 1


def test_lead_marked_as_spam_before_its_mail_left_gets_it_when_restored(
    send: Send, thanks: Channel, seller: User
) -> None:
    send(form(email="a@example.com"))
    lead = Lead.objects.get()
    FollowUp(lead, seller).apply({"status": "spam"})
    (confirmation,) = confirmations()
    deliver(confirmation.pk)
    confirmation.refresh_from_db()
    assert confirmation.state == State.CANCELLED
    FollowUp(lead, seller).apply({"status": "new"})
    assert [delivery.state for delivery in confirmations()] == [State.CANCELLED, State.PENDING]


@pytest.mark.parametrize(
    "values",
    [{"status": "spam"}, {"anonymised_at": timezone.now()}, {"is_test": True}, {"email": ""}],
)
def test_nothing_is_said_about(values: dict[str, object]) -> None:
    assert render(make_lead(**{"email": "a@example.com", **values}).subject, {}) is None


def test_erased_person_gets_nothing(send: Send, thanks: Channel) -> None:
    send(form(email="a@example.com"))
    Lead.objects.all().delete()
    (confirmation,) = confirmations()
    deliver(confirmation.pk)
    confirmation.refresh_from_db()
    assert confirmation.state == State.CANCELLED


@pytest.mark.parametrize(("locale", "word"), [("id", "Terima kasih"), ("en", "Thank you")])
def test_it_speaks_the_visitors_language(locale: str, word: str) -> None:
    message = confirmed(locale=locale)
    for body in (message.subject, message.text, message.html):
        assert word in body
    assert f'lang="{locale}"' in message.html


def test_its_text_is_a_setting_of_the_site() -> None:
    lead = make_lead(email="a@example.com")
    own = PartnerFormSettings.for_site(lead.site)
    own.confirmation_subject_id = "Halo {reference}"
    own.confirmation_text_id = "Satu\n\n<b>Dua</b> {reference} {other}"
    own.save()
    message = render(lead.subject, {})
    assert message is not None
    assert message.subject == f"Halo {lead.reference}"
    assert f"<b>Dua</b> {lead.reference} {{other}}" in message.text
    assert "&lt;b&gt;Dua" in message.html


def test_it_quotes_nothing_that_a_visitor_wrote() -> None:
    """Whoever enters somebody else's address cannot send them words of their own."""
    written = {
        name: f"Menangkan hadiah {name}"
        for name in ("business_name", "contact_name", "city", "message", "specialization")
    }
    message = confirmed(**written)
    assert "hadiah" not in f"{message.subject}{message.text}{message.html}"


def test_it_leads_to_whatsapp_with_the_reference() -> None:
    message = confirmed()
    url = next(line for line in message.text.splitlines() if line.startswith("https://wa.me/"))
    assert url.replace("&", "&amp;") in message.html
    assert "referensi" in parse_qs(urlsplit(url).query)["text"][0]


def test_staff_see_it_on_the_lead(send: Send, thanks: Channel, sales_client: Client) -> None:
    send(form(email="a@example.com"))
    lead = Lead.objects.get()
    address = reverse("wagtailsnippets_lead_lead:edit", args=[lead.pk])
    html = sales_client.get(address).content.decode()
    assert 'data-channel="Thanks" data-state="PENDING"' in html
