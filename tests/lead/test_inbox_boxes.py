"""One-click views, order and columns: what sales sees at a glance."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from cms.models import User
from fanout.models import Channel, Delivery, Event
from lead.models import Lead
from tests.lead.factories import make_lead
from tests.lead.inbox import INBOX, listed, names, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(seller: User) -> None:
    now = timezone.now()
    make_lead(business_name="Fresh")
    make_lead(business_name="Waiting", received_at=now - timedelta(hours=23))
    make_lead(business_name="Late", received_at=now - timedelta(hours=25))
    yesterday, tomorrow = (timezone.localdate() + timedelta(days=days) for days in (-1, 1))
    make_lead(business_name="Forgotten", status="contacted", next_step_on=yesterday)
    make_lead(business_name="Planned", status="qualified", next_step_on=tomorrow, owner=seller)
    make_lead(business_name="Won", status="won", owner=seller, next_step_on=yesterday)
    make_lead(business_name="Held", status="spam", spam_reasons=["links"], announced_at=None)
    make_lead(business_name="Spam", status="spam", received_at=now - timedelta(days=9))
    make_lead(business_name="Smoke", is_test=True, received_at=now - timedelta(days=9))


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("", {"Fresh", "Waiting", "Late", "Forgotten", "Planned", "Won"}),
        ("mine", {"Planned", "Won"}),
        ("new", {"Fresh", "Waiting", "Late"}),
        ("late", {"Late", "Forgotten"}),
        ("quarantine", {"Held"}),
        ("bogus", set()),
    ],
)
def test_each_view_holds_its_leads(
    sales_client: Client, leads: None, box: str, found: set[str]
) -> None:
    assert names(sales_client.get(f"{INBOX}?box={box}")) == found


def test_the_counts_above_the_list_are_those_of_the_views(
    sales_client: Client, leads: None
) -> None:
    shown = {box.name: count for box, count in sales_client.get(INBOX).context["boxes"]}
    assert shown == {"all": 6, "mine": 2, "new": 3, "late": 2, "quarantine": 1}


@pytest.mark.parametrize(
    ("query", "selected"),
    [
        ("", "all"),
        ("?box=late", "late"),
        ("?box=late&ordering=city&p=1", "late"),
        ("?box=late&q=x", ""),
        ("?box=late&city=x", ""),
        ("?status=new", ""),
        ("?box=bogus", ""),
    ],
)
def test_the_view_that_is_shown_is_marked(sales_client: Client, query: str, selected: str) -> None:
    answer = sales_client.get(f"{INBOX}{query}")
    assert answer.context["chosen_box"] == selected
    assert text(answer).count('aria-current="page"') == bool(selected)


def test_what_needs_doing_comes_first_and_the_rest_newest_first(
    sales_client: Client, leads: None
) -> None:
    make_lead(business_name="Lost", status="lost", received_at=timezone.now() - timedelta(days=2))
    order = ["Late", "Forgotten", "Waiting", "Fresh", "Planned", "Won", "Lost"]
    found = listed(sales_client.get(INBOX))
    assert sorted(found[:2]) == sorted(order[:2])
    assert [name for name in found if name not in {"Planned", "Late", "Forgotten"}] == [
        name for name in order if name not in {"Planned", "Late", "Forgotten"}
    ]
    assert found[-2:] == order[-2:]


@pytest.mark.parametrize(
    ("ordering", "order"),
    [
        ("due_at", "A B C D"),
        ("-due_at", "B A C D"),
        ("received_at", "D C B A"),
        ("-received_at", "A B C D"),
        ("city", "C B A D"),
        ("-business_name", "D C B A"),
        ("owner__username", "B D A C"),
        ("-owner__username", "D B A C"),
        ("touched_at", "D C A B"),
        ("-touched_at", "C D A B"),
        ("status", "C A B D"),
    ],
)
def test_the_list_can_be_sorted_by_its_columns(
    sales_client: Client, seller: User, ordering: str, order: str
) -> None:
    """What is missing comes last; what is equal, newest first."""
    now = timezone.now()
    tono = User.objects.create_user("tono")
    rows: dict[str, dict[str, Any]] = {
        "A": {"city": "Medan", "due_at": now},
        "B": {"city": "Bandung", "due_at": now + timedelta(hours=1), "owner": seller},
        "C": {"city": "Ambon", "due_at": None, "touched_at": now, "status": "contacted"},
        "D": {
            "city": "Solo",
            "due_at": None,
            "touched_at": now - timedelta(hours=1),
            "owner": tono,
            "status": "won",
        },
    }
    for number, (name, values) in enumerate(rows.items()):
        received_at = now - timedelta(minutes=number)
        make_lead(business_name=name, received_at=received_at, **values)
    assert listed(sales_client.get(f"{INBOX}?ordering={ordering}")) == order.split()


def test_an_order_that_is_no_column_changes_nothing(sales_client: Client, leads: None) -> None:
    usual = listed(sales_client.get(INBOX))
    for ordering in ("client_hash", "owner__password", "?", ""):
        assert listed(sales_client.get(f"{INBOX}?ordering={ordering}")) == usual


@pytest.mark.parametrize(
    ("hours", "colour", "words", "icon"),
    [
        (25, "late", "Late by 1\xa0hour", "warning"),
        (19, "soon", "4\xa0hours, 59\xa0minutes left", "time"),
        (17, "later", "6\xa0hours, 59\xa0minutes left", "time"),
        (1, "later", "22\xa0hours, 59\xa0minutes left", "time"),
    ],
)
def test_age_is_said_in_colour_in_words_and_with_an_icon(
    sales_client: Client, hours: int, colour: str, words: str, icon: str
) -> None:
    make_lead(received_at=timezone.now() - timedelta(hours=hours))
    page = text(sales_client.get(INBOX))
    (shown,) = re.findall(r"lead-target--(\w+)", page)
    cell = page.partition("lead-target--")[2].partition("</td>")[0]
    assert shown == colour
    assert words in cell
    assert f"#icon-{icon}" in cell


def test_a_next_step_for_today_is_not_late_yet(sales_client: Client) -> None:
    make_lead(status="contacted", next_step="Call", next_step_on=timezone.localdate())
    page = text(sales_client.get(INBOX))
    assert "Call" in page
    assert "Late by" not in page


def _announced(lead: Lead, channel: Channel, state: str, attempts: int = 1) -> Event:
    event = Event.objects.create(type="lead.created", subject=lead.subject)
    Delivery.objects.create(event=event, channel=channel, state=state, attempts=attempts)
    return event


def _state(client: Client) -> str:
    page = text(client.get(INBOX))
    return page.partition("lead-channels--")[2].partition('"')[0]


@pytest.mark.parametrize(
    ("state", "attempts", "shown"),
    [
        ("PENDING", 0, "waiting"),
        ("LEASED", 1, "waiting"),
        ("PENDING", 2, "retried"),
        ("LEASED", 3, "retried"),
        ("SUCCEEDED", 2, "sent"),
        ("DEAD", 3, "failed"),
        ("CANCELLED", 1, "cancelled"),
    ],
)
def test_the_list_shows_how_announcing_went(
    sales_client: Client, channel: Channel, state: str, attempts: int, shown: str
) -> None:
    _announced(make_lead(), channel, state, attempts)
    assert _state(sales_client) == shown


def test_of_several_channels_the_worst_is_shown(sales_client: Client, channel: Channel) -> None:
    lead = make_lead()
    event = _announced(lead, channel, "SUCCEEDED")
    crm = Channel.objects.create(name="CRM", kind="webhook", url="https://crm.example.com")
    Delivery.objects.create(event=event, channel=crm, state="DEAD", attempts=3)
    assert _state(sales_client) == "failed"
    Delivery.objects.create(event=event, channel=crm, state="SUCCEEDED", replay_no=1)
    assert _state(sales_client) == "sent"


def test_a_lead_that_no_channel_heard_of_says_so(sales_client: Client) -> None:
    make_lead()
    assert _state(sales_client) == "none"


def test_the_dashboard_tells_what_waits(
    sales_client: Client, leads: None, channel: Channel
) -> None:
    _announced(Lead.objects.first(), channel, "DEAD")  # type: ignore[arg-type]
    page = text(sales_client.get("/admin/"))
    figures = " ".join(strip_tags(page.partition("lead-figures")[2].partition("</ul>")[0]).split())
    for figure in ("2 late leads", "2 leads of mine", "1 in quarantine", "1 failed announcement"):
        assert figure in figures
    assert "new leads today" in figures
    for link in ("?box=late", "?box=mine", "?box=quarantine", "?state=DEAD"):
        assert link in page


def test_what_was_sent_again_is_no_longer_failing(sales_client: Client, channel: Channel) -> None:
    event = _announced(make_lead(), channel, "DEAD")
    assert "failed announcement" in text(sales_client.get("/admin/"))
    Delivery.objects.create(event=event, channel=channel, state="PENDING", replay_no=1)
    assert "failed announcement" not in text(sales_client.get("/admin/"))
