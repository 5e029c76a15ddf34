"""The page *Pipeline health*: what it says, to whom, and at what cost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.models import User
from fanout.models import Canary, Channel, Heartbeat
from tests.lead.health.conftest import announced, counted

pytestmark = pytest.mark.django_db
URL = "/admin/reports/leads/"


def page(client: Client) -> str:
    answer: Any = client.get(URL)
    assert answer.status_code == 200
    return str(answer.content.decode().partition("<main")[2])


def words(client: Client) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page(client))))


def test_before_the_first_form_the_page_says_what_will_appear(sales_client: Client) -> None:
    shown = words(sales_client)
    assert shown.count("The first one appears here a few seconds after it was sent") == 2
    assert "There is no channel yet" in shown
    assert "No canaries are sent" in shown
    assert "no sign of life" in shown


def test_counts_stand_by_hour_and_by_day_with_the_rate(sales_client: Client) -> None:
    counted(997)
    counted(3, "failed")
    counted(40, "invalid")
    counted(500, "refused")
    counted(2, "accepted", at=timezone.now() - timedelta(days=3))
    counted(9, "accepted", at=timezone.now() - timedelta(days=31))
    shown = words(sales_client)
    rows = re.findall(r"(\d+) 0 0 (\d+) (\d+) (\d+) ([\d.]+%|–)", shown)
    # Each hour and each day once, with the two that have forms in their places.
    assert len(rows) == 48 + 30
    assert rows[0] == rows[48] == ("997", "40", "500", "3", "99.70%")
    assert ("2", "0", "0", "0", "100%") in rows[48:]
    assert "9" not in {row[0] for row in rows}


def test_charts_are_drawn_to_one_scale(sales_client: Client) -> None:
    counted(3)
    counted(1, "failed")
    shown = page(sales_client)
    assert shown.count('viewBox="0 0 48 4"') == 1
    assert '<rect class="health-accepted" x="47.1" y="1" width="0.8" height="3"/>' in shown
    assert '<rect class="health-failed" x="47.1" y="0" width="0.8" height="1"/>' in shown


def test_promises_that_are_broken_say_so_beside_the_threshold(
    sales_client: Client, settings: Settings
) -> None:
    counted(98)
    counted(2, "failed", took=2500)
    counted(20, took=2500)
    channel = Channel.objects.create(name="Inbox", recipients="a@example.com")
    announced(channel, created_at=timezone.now() - timedelta(minutes=12))
    shown = words(sales_client)
    for expected in (
        "last 5 minutes 1.66% Broken: at most 1%",
        "Broken: at most 1.00 s",
        "12 minutes Broken: at most 5 minutes",
        "98.33% Broken: at least 99.90%",
    ):
        assert expected in shown


def test_a_promise_of_which_nothing_was_kept_is_broken(sales_client: Client) -> None:
    counted(3, "failed", at=timezone.now() - timedelta(days=2))
    assert "0% Broken: at least 99.90%" in words(sales_client)


def test_promises_are_kept_while_nothing_goes_wrong(sales_client: Client) -> None:
    counted(1000)
    counted(5000, "refused")
    shown = words(sales_client)
    assert shown.count("Kept:") == 4
    assert "0% Kept: at most 1%" in shown
    assert "None Kept: at most 5 minutes" in shown
    assert "100% Kept: at least 99.90%" in shown


def test_channels_processes_and_the_canary_are_shown(
    sales_client: Client, settings: Settings
) -> None:
    settings.CANARY_INTERVAL = 3600
    channel = Channel.objects.create(name="CRM", recipients="a@example.com")
    announced(channel, state="SUCCEEDED")
    announced(channel, state="DEAD")
    Heartbeat.objects.beat("worker", "host:1")
    Canary.objects.set_out()
    Canary.objects.all().update(outcome=Canary.Outcome.ARRIVED, seconds=2.25)
    shown = words(sales_client)
    assert "CRM Working 1 0 0 1 –" in shown
    assert "worker (host:1): works" in shown
    assert "Arrived" in shown
    assert "2.3 seconds" in shown or "2.2 seconds" in shown


def test_a_channel_that_keeps_failing_says_so_and_when_it_is_tried_next(
    sales_client: Client,
) -> None:
    channel = Channel.objects.create(name="CRM", recipients="a@example.com")
    for state in ("PENDING", "LEASED"):
        announced(channel, state=state, last_error_class="http_503")
    announced(channel)
    until = timezone.now() + timedelta(minutes=3)
    Channel.objects.update(breaker_open_until=until)
    next_try = f"Next try at {timezone.localtime(until):%H:%M:%S}"
    row = f"CRM Failing: tried again from time to time {next_try} 0 3 2 0"
    assert row in words(sales_client)


def test_a_canary_that_got_lost_is_marked(sales_client: Client, settings: Settings) -> None:
    settings.CANARY_INTERVAL = 3600
    Canary.objects.set_out()
    Canary.objects.all().update(outcome=Canary.Outcome.LATE)
    assert re.search(
        r'health-line health-overdue">\s*<svg class="icon icon-warning', page(sales_client)
    )


def test_the_cost_does_not_grow_with_what_is_counted(sales_client: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(sales_client)
        return len(queries)

    page(sales_client)
    few = statements()
    for day in range(20):
        for outcome in ("accepted", "invalid", "failed"):
            counted(2, outcome, at=timezone.now() - timedelta(days=day))
    for number in range(5):
        channel = Channel.objects.create(name=f"C{number}", recipients="a@example.com")
        announced(channel)
    assert statements() == few


def test_sales_sees_it_in_the_menu_and_nobody_else_does(
    sales_client: Client, sales_lead_client: Client, editor_client: Client, client: Client
) -> None:
    for allowed in (sales_client, sales_lead_client):
        assert URL in allowed.get("/admin/").content.decode()
        assert allowed.get(URL).status_code == 200
    assert URL not in editor_client.get("/admin/").content.decode()
    assert editor_client.get(URL).status_code == 302
    assert client.get(URL)["Location"].startswith("/admin/login/")


def test_it_is_indonesian_for_who_reads_that(sales_client: Client, seller: User) -> None:
    UserProfile.objects.filter(user=seller).update(preferred_language="id")
    counted(1)
    shown = words(sales_client)
    for expected in ("Kesehatan alur lead", "Formulir kemitraan", "Tingkat keberhasilan", "100%"):
        assert expected in shown
