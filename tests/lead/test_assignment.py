"""Whoever is given a lead is told, durably and without a word about the customer."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.models import User
from fanout.deliver import deliver
from fanout.models import Channel, Delivery, Event
from lead.follow_up import FollowUp
from lead.models import Lead
from tests.lead.conftest import member
from tests.lead.factories import make_lead
from tests.lead.inbox import BULK, INBOX, confirm, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def staff_channel(db: None) -> Channel:
    return Channel.objects.create(name="Tasks", kind="staff", recipients="boss@example.com")


@pytest.fixture
def colleague(db: None) -> User:
    return member("tono", "Sales")


def _delivered() -> list[mail.EmailMessage]:
    for delivery in Delivery.objects.filter(event__type="lead.assigned", state="PENDING"):
        deliver(delivery.pk)
    return list(mail.outbox)


def test_the_new_owner_gets_a_mail_without_personal_data(
    sales_client: Client, staff_channel: Channel, channel: Channel, colleague: User
) -> None:
    lead = make_lead(email="halo@example.com", message="Rahasia")
    save(sales_client, lead, owner=colleague.pk)
    (sent,) = _delivered()
    assert sent.to == ["tono@example.com"]
    assert lead.reference in sent.subject
    assert f"{INBOX}edit/{lead.pk}/" in str(sent.body)
    whole = sent.message().as_string()
    for secret in ("Melati", "Ibu Contoh", "81234567890", "halo@example.com", "Rahasia", "Bandung"):
        assert secret not in whole
    assert not Delivery.objects.filter(channel=channel).exists()


def test_the_mail_is_in_the_owners_language(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    UserProfile.objects.filter(user=colleague).update(preferred_language="id")
    save(sales_client, make_lead(), owner=colleague.pk)
    assert _delivered()[0].subject.startswith("Sebuah lead kini milik Anda: ALFA-")


def test_several_are_not_named_by_the_first_in_a_language_without_a_plural(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    UserProfile.objects.filter(user=colleague).update(preferred_language="id")
    query = "&".join(f"id={make_lead().pk}" for _number in range(3))
    confirm(sales_client, "follow_up", query, owner=colleague.pk)
    (sent,) = _delivered()
    assert sent.subject == "3 lead kini milik Anda"


def test_many_at_once_are_one_mail(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    leads = [make_lead(business_name=f"Salon {number}") for number in range(25)]
    sales_client.post(
        f"{BULK}/follow_up/?id=all&next={INBOX}",
        {"id": [lead.pk for lead in leads], "owner": colleague.pk},
    )
    (sent,) = _delivered()
    assert sent.subject == "25 leads are yours now"
    assert str(sent.body).count("ALFA-") == 20
    assert "and 5 more" in str(sent.body)


def test_who_takes_a_lead_knows_it_already(
    sales_client: Client, seller: User, staff_channel: Channel
) -> None:
    lead = make_lead()
    sales_client.post(f"{INBOX}take/{lead.pk}/")
    save(sales_client, lead, owner="")
    save(sales_client, lead, owner=seller.pk)
    assert not Event.objects.exists()


def test_what_is_given_while_it_is_spam_is_told_once_it_is_restored(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    lead = make_lead()
    save(sales_client, lead, status="spam")
    save(sales_client, lead, owner=colleague.pk)
    assert _delivered() == []
    confirm(sales_client, "not_spam", f"id={lead.pk}")
    (sent,) = _delivered()
    assert sent.to == ["tono@example.com"]
    for status in ("spam", "new"):
        save(sales_client, lead, status=status)
    assert len(_delivered()) == 1


def test_what_was_told_before_it_was_spam_is_not_told_again(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    lead = make_lead()
    save(sales_client, lead, owner=colleague.pk)
    assert len(_delivered()) == 1
    for status in ("spam", "new"):
        save(sales_client, lead, status=status)
    assert len(_delivered()) == 1


def test_what_stays_with_its_owner_is_no_news(
    sales_client: Client, staff_channel: Channel, colleague: User
) -> None:
    lead = make_lead(owner=colleague)
    save(sales_client, lead, status="contacted", note="Halo")
    assert not Event.objects.exists()


def test_without_a_channel_or_an_address_nothing_is_queued(
    sales_client: Client, colleague: User
) -> None:
    save(sales_client, make_lead(), owner=colleague.pk)
    Channel.objects.create(name="Tasks", kind="staff", recipients="boss@example.com")
    User.objects.filter(pk=colleague.pk).update(email="")
    save(sales_client, make_lead(), owner=colleague.pk)
    assert not Event.objects.exists()


def _given_away(lead: Lead, owner: User) -> None:
    FollowUp(lead, None).apply({"owner": None})


def _erased(lead: Lead, owner: User) -> None:
    lead.delete()


def _spam(lead: Lead, owner: User) -> None:
    FollowUp(lead, owner).apply({"status": "spam"})


def _left(lead: Lead, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)


@pytest.mark.parametrize("meanwhile", [_given_away, _erased, _spam, _left])
def test_a_mail_that_nobody_needs_any_more_is_not_sent(
    sales_client: Client, staff_channel: Channel, colleague: User, meanwhile: object
) -> None:
    lead = make_lead()
    save(sales_client, lead, owner=colleague.pk)
    meanwhile(lead, colleague)  # type: ignore[operator]
    assert _delivered() == []
    assert Delivery.objects.get(event__type="lead.assigned").state == "CANCELLED"
