"""What sales sees and does in the inbox."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry, ReferenceIndex

from cms.models import User
from fanout.deliver import deliver
from fanout.models import Channel, Delivery, Event
from lead.models import Lead, LeadActivity
from tests.lead.factories import make_lead
from tests.lead.inbox import INBOX, edit, listed, names, save, shown, text

pytestmark = pytest.mark.django_db
LIST_STATEMENTS = 16


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


def test_genuine_leads_are_listed_with_what_needs_doing_first(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    answer = sales_client.get(INBOX)
    assert listed(answer) == ["Barber Kenanga", "Salon Melati", "Mawar"]
    assert text(answer).count("Late by") == 1


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
    assert names(sales_client.get(f"{INBOX}{query}")) == found
    assert names(sales_client.get(f"{INBOX}results/{query}")) == found


def test_owner_date_and_reference_find_too(
    sales_client: Client, leads: dict[str, Lead], seller: User
) -> None:
    assert names(sales_client.get(f"{INBOX}?owner={seller.pk}")) == {"Mawar"}
    today = timezone.localdate()
    recent = sales_client.get(f"{INBOX}?received_at_from={today}&received_at_to={today}")
    assert names(recent) == {"Salon Melati", "Mawar"}
    reference = leads["melati"].reference
    assert names(sales_client.get(f"{INBOX}?q={reference.lower()}")) == {"Salon Melati"}


def test_an_empty_list_says_what_comes_next(sales_client: Client) -> None:
    assert "partner form" in text(sales_client.get(INBOX))
    assert "any writing" in text(sales_client.get(f"{INBOX}?q=nobody"))


def test_the_lists_statements_do_not_grow_with_the_leads(
    sales_client: Client, seller: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_lead(owner=seller)
    sales_client.get(INBOX)
    with django_assert_num_queries(LIST_STATEMENTS):
        sales_client.get(INBOX)
    for number in range(20):
        make_lead(business_name=f"Salon {number}", owner=seller)
    with django_assert_num_queries(LIST_STATEMENTS):
        sales_client.get(INBOX)


def test_a_leads_page_shows_what_was_sent_and_where_it_went(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead(message="<b>Halo</b>", email="halo@example.com")
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    Delivery.objects.create(event=event, channel=channel, state="SUCCEEDED", attempts=1)
    answer = sales_client.get(edit(lead))
    assert answer.status_code == 200
    raw = answer.content.decode()
    assert "&lt;b&gt;Halo&lt;/b&gt;" in raw
    page = text(answer)
    for sent in ("Salon Melati", "+62 812-3456-7890", "halo@example.com", lead.reference):
        assert sent in page
    assert 'data-channel="Sales inbox" data-state="SUCCEEDED"' in page
    for name in ("business_name", "phone_whatsapp", "reference", "consent_version"):
        assert f'name="{name}"' not in raw


def test_status_owner_and_note_are_changed_and_remembered(
    sales_client: Client, seller: User
) -> None:
    lead = make_lead()
    changes = {"status": "contacted", "owner": seller.pk, "note": "Telepon lagi besok"}
    answer = sales_client.post(edit(lead), {**changes, "business_name": "Hacked"})
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.business_name) == ("contacted", seller, "Salon Melati")
    with translation.override("en"):
        history = [
            (entry.kind, entry.change, entry.note) for entry in lead.activities.order_by("pk")
        ]
    assert history == [
        ("status", "New → Contacted", ""),
        ("owner", "– → sari", ""),
        ("note", "", "Telepon lagi besok"),
    ]
    assert {entry.actor for entry in lead.activities.all()} == {seller}
    page = text(sales_client.get(edit(lead)))
    assert "Telepon lagi besok" in page
    assert "New → Contacted" in page


def test_saving_without_a_change_leaves_no_trace(sales_client: Client) -> None:
    lead = make_lead()
    sales_client.post(edit(lead), {"status": "new", "owner": "", "note": " "})
    assert not LeadActivity.objects.exclude(kind="viewed").exists()


@pytest.mark.parametrize(
    "changes",
    [{"status": "bogus"}, {"status": ""}, {"owner": "999999"}, {"note": "x" * 2001}],
)
def test_a_wrong_change_is_refused(sales_client: Client, changes: dict[str, str]) -> None:
    lead = make_lead()
    answer = sales_client.post(edit(lead), {"status": "new", "owner": "", "note": "", **changes})
    assert answer.status_code == 200
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == ("new", None)
    assert not LeadActivity.objects.exists()


def test_only_those_who_work_on_leads_can_own_one(
    sales_client: Client, editor: User, seller: User
) -> None:
    lead = make_lead()
    sales_client.post(edit(lead), {"status": "new", "owner": editor.pk, "note": ""})
    lead.refresh_from_db()
    assert lead.owner is None


def test_an_owner_who_left_stays_until_somebody_chooses_another(
    sales_client: Client, editor: User, seller: User
) -> None:
    lead = make_lead(owner=editor)
    save(sales_client, lead, status="contacted")
    lead.refresh_from_db()
    assert (lead.owner, lead.status) == (editor, "contacted")
    assert names(sales_client.get(f"{INBOX}?owner={editor.pk}")) == {"Salon Melati"}
    save(sales_client, lead, owner=seller.pk)
    lead.refresh_from_db()
    assert lead.owner == seller
    save(sales_client, lead, owner=editor.pk)
    lead.refresh_from_db()
    assert lead.owner == seller


def test_the_filter_offers_whoever_owns_a_lead_or_may_own_one(
    sales_client: Client, editor: User, seller: User
) -> None:
    def offered() -> set[User]:
        filters = sales_client.get(INBOX).context["filters"]
        return set(filters.form.fields["owner"].queryset)

    assert offered() == {seller}
    make_lead(owner=editor)
    assert offered() == {seller, editor}


def test_a_lead_shows_its_spam_score_and_the_reasons(sales_client: Client) -> None:
    held_back = make_lead(
        status="spam", spam_score=180, spam_reasons=["links", "markup"], announced_at=None
    )
    shown = text(sales_client.get(edit(held_back)))
    assert "180: links in its texts, HTML or BBCode" in shown
    assert "Held back as spam: nobody was told." in shown
    by_hand = text(sales_client.get(edit(make_lead(status="spam"))))
    assert "Held back" not in by_hand
    assert "Spam score" not in by_hand


def test_a_lead_taken_out_of_spam_is_announced_once(sales_client: Client, channel: Channel) -> None:
    lead = make_lead(status="spam", spam_reasons=["honeypot"], announced_at=None)
    for status in ("new", "spam", "contacted"):
        save(sales_client, lead, status=status)
    assert Delivery.objects.for_subject(lead.subject).count() == 1
    lead.refresh_from_db()
    assert lead.announced_at is not None
    assert lead.activities.filter(kind="announced").count() == 1


def test_marking_as_spam_by_hand_and_back_announces_nothing_again(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    for status in ("spam", "new"):
        save(sales_client, lead, status=status)
    assert not Event.objects.exists()


def _announced(lead: Lead, channel: Channel) -> Delivery:
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    return Delivery.objects.create(event=event, channel=channel)


def test_an_announcement_cancelled_as_spam_is_sent_after_all_and_once(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    delivery = _announced(lead, channel)
    for _round in range(2):
        save(sales_client, lead, status="spam")
        deliver(delivery.pk)
        save(sales_client, lead, status="new")
        for waiting in Delivery.objects.filter(state="PENDING"):
            deliver(waiting.pk)
    states = list(Delivery.objects.order_by("pk").values_list("state", "replay_no", "msg_id"))
    assert states == [("CANCELLED", 0, delivery.msg_id), ("SUCCEEDED", 1, delivery.msg_id)]
    assert lead.activities.filter(kind="announced").count() == 1


def test_a_lead_restored_before_anybody_looked_is_announced_as_it_was(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    delivery = _announced(lead, channel)
    save(sales_client, lead, status="spam")
    save(sales_client, lead, status="new")
    deliver(delivery.pk)
    assert Delivery.objects.get().state == "SUCCEEDED"


def test_a_stale_form_changes_nothing_and_loses_nothing(
    sales_client: Client, admin_client: Client, seller: User
) -> None:
    lead = make_lead()
    before = {"status": "new", "owner": "", "seen": shown(sales_client.get(edit(lead)), "seen")}
    save(admin_client, lead, status="contacted", owner=seller.pk)
    stale = sales_client.post(edit(lead), {**before, "note": "Sudah saya telepon"})
    page = text(stale)
    assert "New → Contacted (admin)" in page
    assert "– → sari (admin)" in page
    assert "Sudah saya telepon" in page
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == ("contacted", seller)
    assert not lead.activities.filter(kind="note").exists()
    again = {field: shown(stale, field) for field in ("status", "owner", "seen", "note")}
    assert (again["status"], again["owner"]) == ("contacted", str(seller.pk))
    assert sales_client.post(edit(lead), again).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == ("contacted", seller)
    assert lead.activities.get(kind="note").note == "Sudah saya telepon"


def test_a_stale_choice_is_kept_to_be_confirmed(sales_client: Client, admin_client: Client) -> None:
    lead = make_lead()
    before = {"owner": "", "note": "", "seen": shown(sales_client.get(edit(lead)), "seen")}
    save(admin_client, lead, status="contacted")
    stale = sales_client.post(edit(lead), {**before, "status": "lost"})
    assert shown(stale, "status") == "lost"
    lead.refresh_from_db()
    assert lead.status == "contacted"
    again = {field: shown(stale, field) for field in ("status", "owner", "seen", "note")}
    sales_client.post(edit(lead), again)
    lead.refresh_from_db()
    assert lead.status == "lost"


def test_a_form_that_does_not_say_what_it_showed_counts_as_stale(
    sales_client: Client, admin_client: Client
) -> None:
    lead = make_lead()
    save(admin_client, lead, status="contacted")
    for seen in ("", "x", "-1"):
        data = {"status": "new", "owner": "", "note": "", "seen": seen}
        assert sales_client.post(edit(lead), data).status_code == 200
    lead.refresh_from_db()
    assert lead.status == "contacted"


def test_a_note_of_somebody_else_does_not_make_a_form_stale(
    sales_client: Client, admin_client: Client
) -> None:
    lead = make_lead()
    before = {"owner": "", "note": "", "seen": shown(sales_client.get(edit(lead)), "seen")}
    save(admin_client, lead, note="Halo")
    answer = sales_client.post(edit(lead), {**before, "status": "contacted"})
    assert answer.status_code == 302


def test_no_log_or_index_of_the_cms_knows_a_lead(sales_client: Client) -> None:
    lead = make_lead()
    sales_client.post(edit(lead), {"status": "won", "owner": "", "note": "Ibu Contoh senang"})
    lead.refresh_from_db()
    assert lead.status == "won"
    assert not ModelLogEntry.objects.exists()
    assert not ReferenceIndex.objects.exists()
    assert str(lead) == lead.reference
    assert "Melati" not in repr(lead)
