"""What sales sees and does in the inbox."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry, ReferenceIndex

from cms.models import User
from fanout.models import Channel, Delivery, Event
from lead.models import Lead, LeadActivity
from tests.lead.conftest import Answer
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
INBOX = "/admin/snippets/lead/lead/"


def _names(answer: Answer) -> set[str]:
    """The businesses that a list shows."""
    assert answer.status_code == 200
    found = re.findall(r'id="snippet_\d+_title"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', _text(answer))
    return {name.strip() for name in found}


def _text(answer: Answer) -> str:
    return unescape(answer.content.decode())


def _edit(lead: Lead) -> str:
    return f"{INBOX}edit/{lead.pk}/"


@pytest.fixture
def leads(seller: User) -> dict[str, Lead]:
    yesterday = timezone.now() - timedelta(hours=25)
    return {
        "melati": make_lead(business_name="Salon Melati"),
        "kenanga": make_lead(
            business_name="Barber Kenanga",
            contact_name="Pak Contoh",
            city="Surabaya",
            phone_whatsapp="+628999888777",
            salon_type="BARBER",
            received_at=yesterday,
        ),
        "mawar": make_lead(business_name="Mawar", status="won", owner=seller, city="Medan"),
        "spam": make_lead(
            business_name="Spammer", status="spam", spam_reasons=["links"], announced_at=None
        ),
        "test": make_lead(business_name="Smoke", is_test=True),
    }


def test_genuine_leads_are_listed_newest_first(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    answer = sales_client.get(INBOX)
    assert _names(answer) == {"Salon Melati", "Barber Kenanga", "Mawar"}
    text = _text(answer)
    assert text.index("Mawar") < text.index("Barber Kenanga")
    assert text.count("lead-age--overdue") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=spam", {"Spammer"}),
        ("?show=test", {"Smoke"}),
        ("?status=won", {"Mawar"}),
        ("?status=won&status=new", {"Mawar", "Salon Melati", "Barber Kenanga"}),
        ("?salon_type=BARBER", {"Barber Kenanga"}),
        ("?city=sura", {"Barber Kenanga"}),
        ("?unowned=true", {"Salon Melati", "Barber Kenanga"}),
        ("?q=kenanga", {"Barber Kenanga"}),
        ("?q=contoh&status=won", {"Mawar"}),
        ("?q=bandung", {"Salon Melati"}),
        ("?q=0899-9888-777", {"Barber Kenanga"}),
        ("?q=%2B62899 9888", {"Barber Kenanga"}),
        ("?q=62899", {"Barber Kenanga"}),
        ("?q=nobody", set()),
        ("?q=spammer", set()),
        ("?status=bogus", set()),
        ("?owner=99999999", set()),
        ("?show=bogus", set()),
    ],
)
def test_search_and_filters(
    sales_client: Client, leads: dict[str, Lead], query: str, found: set[str]
) -> None:
    assert _names(sales_client.get(f"{INBOX}{query}")) == found
    assert _names(sales_client.get(f"{INBOX}results/{query}")) == found


def test_owner_date_and_reference_find_too(
    sales_client: Client, leads: dict[str, Lead], seller: User
) -> None:
    assert _names(sales_client.get(f"{INBOX}?owner={seller.pk}")) == {"Mawar"}
    today = timezone.localdate()
    recent = sales_client.get(f"{INBOX}?received_at_from={today}&received_at_to={today}")
    assert _names(recent) <= {"Salon Melati", "Mawar"}
    reference = leads["melati"].reference
    assert _names(sales_client.get(f"{INBOX}?q={reference.lower()}")) == {"Salon Melati"}


def test_an_empty_list_says_what_comes_next(sales_client: Client) -> None:
    assert "partner form" in _text(sales_client.get(INBOX))
    assert "any writing" in _text(sales_client.get(f"{INBOX}?q=nobody"))


def test_what_was_held_back_is_pointed_to(sales_client: Client, leads: dict[str, Lead]) -> None:
    assert "?show=spam" in _text(sales_client.get(INBOX))
    leads["spam"].delete()
    assert "?show=spam" not in _text(sales_client.get(INBOX))


def test_the_dashboard_tells_what_waits(sales_client: Client, leads: dict[str, Lead]) -> None:
    text = _text(sales_client.get("/admin/"))
    assert "2 leads wait for an answer" in text
    assert "1 of them for over 24 hours" in text
    assert INBOX in text


def test_the_lists_statements_do_not_grow_with_the_leads(
    sales_client: Client, seller: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_lead(owner=seller)
    sales_client.get(INBOX)
    with django_assert_num_queries(13):
        sales_client.get(INBOX)
    for number in range(20):
        make_lead(business_name=f"Salon {number}", owner=seller)
    with django_assert_num_queries(13):
        sales_client.get(INBOX)


def test_a_leads_page_shows_what_was_sent_and_where_it_went(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead(message="<b>Halo</b>", email="halo@example.com")
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    Delivery.objects.create(event=event, channel=channel, state="SUCCEEDED", attempts=1)
    answer = sales_client.get(_edit(lead))
    assert answer.status_code == 200
    raw = answer.content.decode()
    assert "&lt;b&gt;Halo&lt;/b&gt;" in raw
    text = _text(answer)
    for shown in ("Salon Melati", "+62 812-3456-7890", "halo@example.com", lead.reference):
        assert shown in text
    assert "https://wa.me/6281234567890?text=" in text
    assert 'data-channel="Sales inbox" data-state="SUCCEEDED"' in text
    for name in ("business_name", "phone_whatsapp", "reference", "consent_version"):
        assert f'name="{name}"' not in raw


def test_status_owner_and_note_are_changed_and_remembered(
    sales_client: Client, seller: User
) -> None:
    lead = make_lead()
    changes = {"status": "contacted", "owner": seller.pk, "note": "Telepon lagi besok"}
    answer = sales_client.post(_edit(lead), {**changes, "business_name": "Hacked"})
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.business_name) == ("contacted", seller, "Salon Melati")
    with translation.override("en"):
        history = [
            (entry.kind, entry.change, entry.note) for entry in lead.activities.order_by("pk")
        ]
    assert history == [
        ("status", "Baru → Dihubungi", "")
        if history[0][1].startswith("Baru")
        else ("status", "New → Contacted", ""),
        ("owner", "– → sari", ""),
        ("note", "", "Telepon lagi besok"),
    ]
    assert {entry.actor for entry in lead.activities.all()} == {seller}
    text = _text(sales_client.get(_edit(lead)))
    assert "Telepon lagi besok" in text
    assert "New → Contacted" in text


def test_saving_without_a_change_leaves_no_trace(sales_client: Client) -> None:
    lead = make_lead()
    sales_client.post(_edit(lead), {"status": "new", "owner": "", "note": " "})
    assert not LeadActivity.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"status": "bogus"}, {"status": ""}, {"owner": "999999"}, {"note": "x" * 2001}],
)
def test_a_wrong_change_is_refused(sales_client: Client, changes: dict[str, str]) -> None:
    lead = make_lead()
    answer = sales_client.post(_edit(lead), {"status": "new", "owner": "", "note": "", **changes})
    assert answer.status_code == 200
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == ("new", None)
    assert not LeadActivity.objects.exists()


def test_only_those_who_work_on_leads_can_own_one(
    sales_client: Client, editor: User, seller: User
) -> None:
    lead = make_lead()
    sales_client.post(_edit(lead), {"status": "new", "owner": editor.pk, "note": ""})
    lead.refresh_from_db()
    assert lead.owner is None


def test_a_lead_taken_out_of_spam_is_announced_once(sales_client: Client, channel: Channel) -> None:
    lead = make_lead(status="spam", spam_reasons=["honeypot"], announced_at=None)
    for status in ("new", "spam", "contacted"):
        sales_client.post(_edit(lead), {"status": status, "owner": "", "note": ""})
    assert Delivery.objects.for_subject(lead.subject).count() == 1
    lead.refresh_from_db()
    assert lead.announced_at is not None
    assert lead.activities.filter(kind="announced").count() == 1


def test_marking_as_spam_by_hand_and_back_announces_nothing_again(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    for status in ("spam", "new"):
        sales_client.post(_edit(lead), {"status": status, "owner": "", "note": ""})
    assert not Event.objects.exists()


def test_several_leads_are_changed_at_once(
    sales_client: Client, seller: User, leads: dict[str, Lead]
) -> None:
    chosen = f"?id={leads['melati'].pk}&id={leads['kenanga'].pk}&next={INBOX}"
    url = f"/admin/bulk/lead/lead/follow_up/{chosen}"
    assert "Barber Kenanga" in _text(sales_client.get(url))
    answer = sales_client.post(url, {"status": "contacted", "owner": seller.pk})
    assert answer.status_code == 302
    changed = Lead.objects.filter(status="contacted", owner=seller)
    assert set(changed) == {leads["melati"], leads["kenanga"]}
    assert LeadActivity.objects.count() == 4


def test_all_in_the_listing_is_not_everything(sales_client: Client, leads: dict[str, Lead]) -> None:
    url = f"/admin/bulk/lead/lead/follow_up/?id=all&next={INBOX}"
    assert sales_client.post(url, {"status": "lost"}).status_code == 404
    assert not Lead.objects.filter(status="lost").exists()
    assert "data-bulk-action-num-objects-in-listing" not in _text(sales_client.get(INBOX))


def test_the_audit_log_names_the_reference_only(sales_client: Client) -> None:
    lead = make_lead()
    sales_client.post(_edit(lead), {"status": "won", "owner": "", "note": "Ibu Contoh senang"})
    entry = ModelLogEntry.objects.get()
    assert entry.label == lead.reference
    assert "Contoh" not in str(entry.data)
    assert not ReferenceIndex.objects.exists()
    assert str(lead) == lead.reference
    assert "Melati" not in repr(lead)
