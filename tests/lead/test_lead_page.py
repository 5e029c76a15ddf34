"""One lead's page: its history, ways to reach it, and what it was about."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.models import User
from fanout.models import Attempt, Channel, Delivery, Event
from lead.follow_up import FollowUp
from lead.models import Lead, LeadActivity
from tests.factories import ProductPageFactory
from tests.lead.export.files import ask
from tests.lead.factories import make_lead
from tests.lead.inbox import INBOX, confirm, edit, messages, save, shown, text
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")


def _kinds(lead: Lead) -> list[str]:
    return list(lead.activities.order_by("pk").values_list("kind", flat=True))


def _log(client: Client, lead: Lead, kind: str) -> int:
    return client.post(f"{INBOX}log_contact/{lead.pk}/", {"kind": kind}).status_code


def _timeline(client: Client, lead: Lead) -> str:
    return text(client.get(edit(lead))).partition('id="lead-history"')[2].partition("</ol>")[0]


def test_a_next_step_is_kept_with_its_day_and_sets_the_deadline(sales_client: Client) -> None:
    lead = make_lead(status="contacted")
    answer = save(sales_client, lead, next_step="Kirim katalog", next_step_on="2027-03-09")
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.next_step, lead.next_step_on) == ("Kirim katalog", date(2027, 3, 9))
    assert lead.due_at == datetime(2027, 3, 10, tzinfo=JAKARTA)
    history = _timeline(sales_client, lead)
    assert "– → 9 Mar 2027" in history
    assert "Kirim katalog" in history


@pytest.mark.parametrize(
    ("status", "is_due"),
    [
        ("new", True),
        ("contacted", True),
        ("qualified", True),
        ("won", False),
        ("lost", False),
        ("spam", False),
    ],
)
def test_only_an_open_lead_has_a_deadline(sales_client: Client, status: str, is_due: bool) -> None:
    lead = make_lead(status="contacted", next_step_on=date(2027, 3, 9))
    save(sales_client, lead, status=status)
    lead.refresh_from_db()
    assert (lead.due_at is not None) == is_due


def test_a_new_lead_is_due_in_24_hours(sales_client: Client) -> None:
    lead = make_lead(status="contacted")
    save(sales_client, lead, status="new")
    lead.refresh_from_db()
    assert lead.due_at == lead.received_at + timedelta(hours=24)


@pytest.mark.parametrize(
    "changes",
    [{"next_step": "x" * 201}, {"next_step_on": "someday"}, {"next_step_on": "2027-13-01"}],
)
def test_a_wrong_next_step_is_refused(sales_client: Client, changes: dict[str, str]) -> None:
    lead = make_lead(status="contacted")
    assert save(sales_client, lead, **changes).status_code == 200
    lead.refresh_from_db()
    assert (lead.next_step, lead.next_step_on) == ("", None)


def test_a_stale_form_keeps_a_next_step_that_others_planned(
    sales_client: Client, admin_client: Client
) -> None:
    lead = make_lead(status="contacted")
    save(admin_client, lead, next_step="Call", next_step_on="2027-03-09")
    before = {name: shown(sales_client.get(edit(lead)), name) for name in ("status", "seen")}
    before |= {"owner": "", "next_step": "Call", "next_step_on": "2027-03-09"}
    save(admin_client, lead, next_step="Visit", next_step_on="2027-03-10")
    stale = sales_client.post(edit(lead), {**before, "note": "Halo"})
    assert (shown(stale, "next_step"), shown(stale, "next_step_on")) == ("Visit", "2027-03-10")
    mine = {**before, "next_step": "Mail", "note": "Halo"}
    kept = sales_client.post(edit(lead), mine)
    assert (shown(kept, "next_step"), shown(kept, "note")) == ("Mail", "Halo")


def test_a_look_at_contact_data_is_logged_once_in_half_an_hour(
    sales_client: Client, admin_client: Client
) -> None:
    lead = make_lead()
    for client in (sales_client, sales_client, admin_client):
        client.get(edit(lead))
    assert _kinds(lead) == ["viewed", "viewed"]
    LeadActivity.objects.update(at=F("at") - timedelta(minutes=31))
    sales_client.get(edit(lead))
    assert len(_kinds(lead)) == 3
    lead.refresh_from_db()
    assert lead.touched_at is None


def test_an_anonymised_lead_has_nothing_to_see(sales_client: Client) -> None:
    lead = make_lead(
        anonymised_at=timezone.now(), phone_whatsapp="", email="", contact_name="", business_name=""
    )
    page = text(sales_client.get(edit(lead)))
    assert "wa.me" not in page
    assert "tel:" not in page
    assert _kinds(lead) == []


def test_an_anonymised_lead_stays_as_it_is(sales_client: Client, seller: User) -> None:
    lead = make_lead()
    form = {name: shown(sales_client.get(edit(lead)), name) for name in ("status", "seen")}
    Lead.objects.update(anonymised_at=timezone.now())
    page = text(sales_client.get(edit(lead)))
    for name in ("note", "next_step", "owner", "status"):
        assert f'name="{name}"' not in page
    assert 'type="submit"' not in page.partition('id="w-editor-form"')[2]
    assert "Take this lead" not in page
    data = {**form, "status": "won", "note": "Ibu Contoh, 0812", "next_step": "Telepon Ibu Contoh"}
    assert sales_client.post(edit(lead), data).headers["Location"] == INBOX
    assert "anonymised" in messages(sales_client)
    sales_client.post(f"{INBOX}take/{lead.pk}/")
    assert _log(sales_client, lead, "call") == 404
    confirm(sales_client, "follow_up", f"id={lead.pk}", status="won", owner=seller.pk)
    assert lead.reference in messages(sales_client)
    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.next_step) == ("new", None, "")
    assert _kinds(lead) == ["viewed"]


def test_whatsapp_is_offered_in_both_languages_the_visitors_first(sales_client: Client) -> None:
    lead = make_lead(locale="en", contact_name="Ibu & Co?", email="a?cc=b@example.com")
    links = sales_client.get(edit(lead)).context["contact_links"]
    urls = [link.url for link in links]
    texts = [parse_qs(urlsplit(url).query)["text"][0] for url in urls[:2]]
    assert texts[0].startswith("Hello Ibu & Co?, this is")
    assert texts[1].startswith("Halo Ibu & Co?, ")
    assert urls[2] == "tel:+6281234567890"
    assert urls[3].startswith("mailto:a%3Fcc%3Db@example.com?subject=")


@pytest.mark.parametrize("kind", ["whatsapp", "call", "email"])
def test_a_click_on_a_contact_link_is_logged(sales_client: Client, kind: str) -> None:
    lead = make_lead()
    assert _log(sales_client, lead, kind) == 204
    assert _log(sales_client, lead, kind) == 204, "a double click is one click"
    assert _kinds(lead) == [kind]
    lead.refresh_from_db()
    assert lead.touched_at is not None
    assert "sari" in _timeline(sales_client, lead)


@pytest.mark.parametrize("kind", ["", "status", "viewed", "exported", "x" * 5000])
def test_only_contact_can_be_logged(sales_client: Client, kind: str) -> None:
    lead = make_lead()
    assert _log(sales_client, lead, kind) == 400
    assert _kinds(lead) == []


def test_logging_is_for_posts_with_a_token(sales_client: Client, seller: User) -> None:
    lead = make_lead()
    assert sales_client.get(f"{INBOX}log_contact/{lead.pk}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")
    assert _log(strict, lead, "call") == 403
    assert _log(sales_client, Lead(pk=lead.pk + 1), "call") == 404
    assert _kinds(lead) == []


def test_the_timeline_holds_everything_newest_first(sales_client: Client, channel: Channel) -> None:
    lead = make_lead(received_at=timezone.now() - timedelta(hours=2))
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    delivery = Delivery.objects.create(event=event, channel=channel, state="PENDING", attempts=3)
    attempts = [
        {"outcome": "FAILED", "error_class": "smtp_450", "ended_at": timezone.now()},
        {},
        {"outcome": "SENT", "ended_at": timezone.now()},
    ]
    for values in attempts:
        Attempt.objects.create(delivery=delivery, lease_token=uuid.uuid4(), **values)
    save(sales_client, lead, status="contacted", note="<b>Besok</b>")
    _log(sales_client, lead, "call")
    history = _timeline(sales_client, lead)
    for line in (
        "Sent from the website",
        "New partner lead → Sales inbox",
        "Failed (smtp_450)",
        "maybe sent",
        "New → Contacted",
        "Contact data seen",
        "Call started",
    ):
        assert line in history
    assert history.index("Call started") < history.index("New → Contacted")
    assert history.index("New → Contacted") < history.index("Sent from the website")
    assert b"&lt;b&gt;Besok" in sales_client.get(edit(lead)).content


def test_the_timeline_says_in_which_exports_the_lead_was(
    sales_lead_client: Client, sales_client: Client
) -> None:
    lead = make_lead(city="Medan")
    for city, reason in (("Medan", "Pameran & temu"), ("Solo", "Lain kota")):
        ask(sales_lead_client, f"city={city}", file_format="xlsx", reason=reason)
    (entry,) = [
        entry
        for entry in sales_client.get(edit(lead)).context["timeline"]
        if entry.title == "Exported"
    ]
    assert (entry.detail, entry.actor, entry.note) == ("XLSX", "lestari", "Pameran & temu")
    history = _timeline(sales_client, lead)
    for line in ("Exported", "XLSX", "lestari", "Pameran & temu"):
        assert line in history
    assert "Lain kota" not in history


def test_an_attempt_under_way_is_not_called_maybe_sent(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    delivery = Delivery.objects.create(event=event, channel=channel)
    assert Delivery.objects.claim(delivery.pk)
    history = _timeline(sales_client, lead)
    assert "Being sent" in history
    assert "maybe sent" not in history
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    history = _timeline(sales_client, lead)
    assert "Being sent" not in history
    assert "maybe sent" in history


def test_a_failed_announcement_can_be_sent_again_from_here(
    sales_client: Client, channel: Channel
) -> None:
    lead = make_lead()
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    delivery = Delivery.objects.create(event=event, channel=channel, state="DEAD", attempts=3)
    here = f"{edit(lead)}?box=new"
    (replay,) = _replays(sales_client, here)
    assert replay.startswith(f"/admin/deliveries/replay/{delivery.pk}/")
    assert f'href="{here}"' in text(sales_client.get(replay)), "cancelling leads back, too"
    assert sales_client.post(replay).headers["Location"] == here
    assert "Announced again" in _timeline(sales_client, lead)
    assert _replays(sales_client, here) == [], "it is on its way"


def _replays(client: Client, url: str) -> list[str]:
    """The links that send an announcement again."""
    return [replay for _delivery, replay in client.get(url).context["deliveries"] if replay]


def test_sending_again_leads_to_no_other_website(sales_client: Client, channel: Channel) -> None:
    event = Event.objects.create(type="lead.created", subject=make_lead().subject)
    delivery = Delivery.objects.create(event=event, channel=channel, state="DEAD")
    replay = f"/admin/deliveries/replay/{delivery.pk}/?next=https://evil.example.com/"
    assert sales_client.post(replay).headers["Location"] == "/admin/deliveries/"


@pytest.mark.parametrize(
    ("state", "values", "is_offered"),
    [
        ("DEAD", {}, True),
        ("SUCCEEDED", {}, True),
        ("CANCELLED", {}, True),
        ("PENDING", {}, False),
        ("LEASED", {}, False),
        ("DEAD", {"status": "spam"}, False),
        ("DEAD", {"anonymised_at": timezone.now()}, False),
    ],
)
def test_sending_again_is_offered_where_it_does_something(
    sales_client: Client, channel: Channel, state: str, values: dict[str, Any], is_offered: bool
) -> None:
    lead = make_lead(**values)
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    Delivery.objects.create(event=event, channel=channel, state="DEAD")
    newest = Delivery.objects.create(event=event, channel=channel, state=state, replay_no=1)
    offered = _replays(sales_client, edit(lead))
    assert [f"/{newest.pk}/" in replay for replay in offered] == [True] * is_offered


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"phone_whatsapp": "+62811"}, {"phone_whatsapp": "+62811"}),
        ({"email": "Halo@Example.com"}, {"email": "halo@example.com"}),
        (
            {"business_name": "SALON ayu", "city": "solo"},
            {"business_name": "Salon Ayu", "city": "Solo"},
        ),
    ],
)
def test_possible_duplicates_lead_to_each_other(
    sales_client: Client, first: dict[str, str], second: dict[str, str]
) -> None:
    own = {"phone_whatsapp": "+62899", "business_name": "Lain", "city": "Medan"}
    one = make_lead(**{**own, **first})
    other = make_lead(**{**own, "phone_whatsapp": "+62898", "city": "Ambon", **second})
    for lead, twin in ((one, other), (other, one)):
        assert list(sales_client.get(edit(lead)).context["duplicates"]) == [twin]
    assert text(sales_client.get(INBOX)).count("1 possible duplicate") == 2


def test_what_is_erased_spam_or_elsewhere_is_no_duplicate(sales_client: Client) -> None:
    blank = {"phone_whatsapp": "", "email": "", "business_name": "", "city": ""}
    for _number in range(2):
        make_lead(**blank, anonymised_at=timezone.now())
    make_lead(business_name="Salon Ayu", city="Solo", phone_whatsapp="+62811")
    make_lead(business_name="Salon Ayu", city="Medan", phone_whatsapp="+62812")
    make_lead(business_name="Salon Ayu", city="Solo", phone_whatsapp="+62813", status="spam")
    assert "possible duplicate" not in text(sales_client.get(INBOX))


def test_the_page_that_a_visitor_came_from_is_named(
    sales_client: Client, admin_client: Client, site_tree: SiteTree
) -> None:
    product = ProductPageFactory(parent=site_tree.en.products, title="Serum Melati", live=True)
    path = f"/en/{site_tree.en.products.slug}/{product.slug}?utm_source=ig"
    lead = make_lead(page_url_current=f"{settings.ENV.storefront_url}{path}")
    page = text(sales_client.get(edit(lead)))
    assert "Serum Melati" in page
    assert f'href="{settings.ENV.storefront_url}{path}"' in page
    edit_link = f"/admin/pages/{product.pk}/edit/"
    assert edit_link not in page
    assert edit_link in text(admin_client.get(edit(lead)))


def test_a_page_that_is_not_public_is_not_named(sales_client: Client, site_tree: SiteTree) -> None:
    draft = ProductPageFactory(parent=site_tree.id.products, title="Rahasia", live=False)
    private = ProductPageFactory(parent=site_tree.id.products, title="Tertutup", live=True)
    private.view_restrictions.create(restriction_type="login")
    for product in (draft, private):
        path = f"/{site_tree.id.products.slug}/{product.slug}"
        lead = make_lead(page_url_current=f"{settings.ENV.storefront_url}{path}")
        page = text(sales_client.get(edit(lead)))
        assert product.title not in page
        assert path in page


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.com/produk",
        "https://[broken/",
        "http://localhost:3000@evil.example.com/",
        "http://localhost:3000.evil.example.com/",
    ],
)
def test_a_strangers_address_is_shown_but_leads_nowhere(sales_client: Client, address: str) -> None:
    lead = make_lead(page_url_current=address, page_url_initial=address)
    page = text(sales_client.get(edit(lead)))
    assert address in page
    assert f'href="{address}' not in page


def test_home_and_unknown_paths_are_fine(sales_client: Client, site_tree: SiteTree) -> None:
    home = site_tree.id.home.title
    for path in ("", "/", "/en", "/en/", "/tidak/ada/", "/%ff/", "/en//x//"):
        lead = make_lead(page_url_current=f"{settings.ENV.storefront_url}{path}")
        assert sales_client.get(edit(lead)).status_code == 200
    lead = make_lead(page_url_current=f"{settings.ENV.storefront_url}/")
    assert f"<strong>{home}</strong>" in text(sales_client.get(edit(lead)))


@pytest.mark.parametrize("pk", ["abc", "0", "9" * 30, "-1", "1_20"])
def test_a_lead_that_is_none_is_not_found(sales_client: Client, pk: str) -> None:
    for name in ("edit", "take", "log_contact"):
        assert sales_client.post(f"{INBOX}{name}/{pk}/", {"kind": "call"}).status_code in {404, 405}
        assert sales_client.get(f"{INBOX}{name}/{pk}/").status_code in {404, 405}


def test_a_leads_page_costs_a_fixed_number_of_statements(
    sales_client: Client, channel: Channel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = make_lead(page_url_current=f"{settings.ENV.storefront_url}/")
    sales_client.get(edit(lead))
    sales_client.get(edit(lead))
    with django_assert_num_queries(33):
        sales_client.get(edit(lead))
    for number in range(5):
        make_lead()
        event = Event.objects.create(type="lead.created", subject=lead.subject)
        delivery = Delivery.objects.create(event=event, channel=channel, replay_no=number)
        Attempt.objects.create(delivery=delivery, lease_token=uuid.uuid4())
        save(sales_client, lead, note="Halo")
    with django_assert_num_queries(34):
        sales_client.get(edit(lead))


def test_taking_a_lead_makes_it_mine(sales_client: Client, seller: User) -> None:
    lead = make_lead()
    page = text(sales_client.get(f"{edit(lead)}?box=new"))
    assert f"{INBOX}take/{lead.pk}/?box=new" in page
    answer = sales_client.post(f"{INBOX}take/{lead.pk}/?box=new")
    assert answer.headers["Location"] == f"{edit(lead)}?box=new"
    lead.refresh_from_db()
    assert lead.owner == seller
    assert "Take this lead" not in text(sales_client.get(edit(lead)))


def test_a_lead_that_somebody_owns_cannot_be_taken(
    sales_client: Client, admin_client: Client
) -> None:
    lead = make_lead()
    admin_client.post(f"{INBOX}take/{lead.pk}/")
    sales_client.post(f"{INBOX}take/{lead.pk}/")
    lead.refresh_from_db()
    assert lead.owner is not None
    assert lead.owner.username == "admin"
    assert "admin was quicker" in messages(sales_client)
    assert _kinds(lead) == ["owner"]


@pytest.fixture
def erased_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is done to a lead waits behind its erasure."""

    def late(action: Callable[..., None]) -> Callable[..., None]:
        def act(follow_up: FollowUp, *args: Any, **kwargs: Any) -> None:
            Lead.objects.filter(pk=follow_up.lead.pk).delete()
            action(follow_up, *args, **kwargs)

        return act

    for name in ("apply", "take", "log_contact", "log_view"):
        monkeypatch.setattr(FollowUp, name, late(getattr(FollowUp, name)))


@pytest.mark.parametrize("action", ["look", "save", "take"])
def test_what_waits_behind_an_erasure_says_that_the_lead_is_gone(
    sales_client: Client, erased_first: None, action: str
) -> None:
    lead = make_lead()
    answer: Any = {
        "look": lambda: sales_client.get(edit(lead)),
        "save": lambda: sales_client.post(edit(lead), {"status": "won", "owner": "", "note": ""}),
        "take": lambda: sales_client.post(f"{INBOX}take/{lead.pk}/"),
    }[action]()
    assert (answer.status_code, answer.url) == (302, INBOX)
    assert "This lead was erased meanwhile" in messages(sales_client)


def test_a_click_that_waits_behind_an_erasure_is_not_logged(
    sales_client: Client, erased_first: None
) -> None:
    assert _log(sales_client, make_lead(), "call") == 404
