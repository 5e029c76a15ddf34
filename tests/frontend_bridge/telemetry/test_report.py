"""The page *Website statistics*: what it says, to whom, and at what cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site
from wagtail.users.models import UserProfile

from cms.models import User
from frontend_bridge.models import ActionCount, VitalCount
from frontend_bridge.telemetry.report import MOST_PAGES
from tests import factories
from tests.site_tree import SiteTree

URL = "/admin/reports/website/"
Ask = Callable[..., str]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user: User, language: str = "en") -> Client:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def member(group: str) -> User:
    user = User.objects.create_user(group.lower().replace(" ", "-"), password="p")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def ask(site_tree: SiteTree) -> Ask:
    """The text of the page, for a member of *Marketing*; keyword arguments are its query."""
    client = signed_in(member("Marketing"))

    def get(**query: str) -> str:
        answer: Any = client.get(URL, query)
        assert answer.status_code == 200
        main = answer.content.decode().partition("<main")[2]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))

    return get


def vitals(metric: str, bucket: int, count: int, **changes: Any) -> None:
    usual = {
        "day": timezone.localdate(),
        "site": Site.objects.get(is_default_site=True),
        "page_type": "cms.ProductPage",
        "device": "mobile",
        "app_version": "release-a",
    }
    VitalCount.objects.create(**{**usual, **changes}, metric=metric, bucket=bucket, count=count)


def actions(action: str, count: int, page_id: int = 0, **changes: Any) -> None:
    usual = {
        "day": timezone.localdate(),
        "site": Site.objects.get(is_default_site=True),
        "device": "mobile",
        "first_page_id": 0,
    }
    ActionCount.objects.create(**{**usual, **changes}, action=action, page_id=page_id, count=count)


def test_p75_stands_with_rating_and_samples_by_type_and_device(ask: Ask) -> None:
    vitals("LCP", 1500, 60)
    vitals("LCP", 2500, 40)
    vitals("INP", 400, 31, device="desktop")
    vitals("CLS", 320, 40, page_type="cms.HomePage")
    page = ask()
    # Of 100 values the 75th is the 15th of 40 between 2450 and 2500 ms.
    assert "Product Mobile 2.5 s Good 100 measurements" in page
    assert "Product Desktop – Not measured 398 ms Needs improvement 31 measurements" in page
    assert "Home page Mobile – Not measured – Not measured 0.32 Poor 40 measurements" in page
    assert page.index("All pages") < page.index("Product Mobile")
    assert "good up to 2.5 s, poor above 4.0 s" in page
    assert "good up to 200 ms, poor above 500 ms" in page
    assert "good up to 0.10, poor above 0.25" in page


def test_few_measurements_are_told_to_be_few(ask: Ask) -> None:
    vitals("LCP", 900, 29)
    assert "29 measurements, too few to rely on" in ask()
    vitals("LCP", 1000, 1)
    assert "too few" not in ask()


def test_what_no_bucket_holds_is_told_as_over_the_last(ask: Ask) -> None:
    vitals("LCP", 2**31 - 1, 50)
    assert "over 20.0 s Poor" in ask()


def test_a_page_type_that_was_removed_keeps_its_name(ask: Ask) -> None:
    vitals("LCP", 900, 50, page_type="cms.BrochurePage")
    vitals("LCP", 900, 50, page_type="error")
    page = ask()
    assert "cms.BrochurePage Mobile" in page
    assert "Error pages Mobile" in page


def test_actions_stand_by_day_by_page_and_by_first_page(ask: Ask, site_tree: SiteTree) -> None:
    products, home = site_tree.id.products, site_tree.id.home
    actions("cta_whatsapp_click", 3, products.pk, first_page_id=home.pk)
    actions("cta_whatsapp_click", 4, home.pk, first_page_id=home.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    actions("lead_submit", 2, 999_999, day=yesterday)
    page = ask()
    assert "Total 7 2" in page
    shown = yesterday.strftime("%a %-d %b")
    assert f"{shown} 0 2" in page
    assert f"{products.title} Indonesian 3 0" in page
    assert f"{home.title} Indonesian 7 0" in page
    assert "Elsewhere, or deleted since 0 2" in page


def test_the_tables_stay_short(ask: Ask, site_tree: SiteTree) -> None:
    for number in range(MOST_PAGES + 5):
        actions("cta_whatsapp_click", 10, 10_000 + number)
    assert "5 further pages 50 0" in ask()


def test_the_period_reaches_seven_or_twenty_eight_days(ask: Ask) -> None:
    today = timezone.localdate()
    for age, metric in ((6, "LCP"), (7, "INP"), (27, "CLS"), (28, "CLS")):
        vitals(metric, 100, 50, day=today - timedelta(days=age))
        actions("lead_submit", 1, day=today - timedelta(days=age))
    assert "Total 0 1" in ask()
    assert "50 measurements" in ask(days="28")
    assert "100 measurements" not in ask(days="28")
    assert "Total 0 3" in ask(days="28")


@pytest.mark.parametrize("query", ["days=0", "days=9999999", "days=x", "site=7'--", "version=no"])
def test_an_address_with_nonsense_shows_the_usual(ask: Ask, query: str) -> None:
    actions("lead_submit", 1)
    assert "Total 0 1" in ask(**dict([query.split("=")]))


def test_sites_and_releases_can_be_chosen_where_there_are_several(
    ask: Ask, site_tree: SiteTree
) -> None:
    vitals("LCP", 900, 50)
    assert "Release" not in ask()
    assert " Site " not in ask()
    second = Site.objects.create(
        hostname="barber.example", site_name="Barber", root_page=site_tree.id.products
    )
    vitals("LCP", 6000, 70, app_version="release-b")
    vitals("LCP", 3000, 90, site=second)
    page = ask()
    assert "release-b, since" in page
    assert "120 measurements" in page
    assert "70 measurements" in ask(version="release-b")
    assert "90 measurements" in ask(site=str(second.pk))


def test_without_any_report_the_page_says_what_to_do(ask: Ask) -> None:
    page = ask()
    assert "No visit has been reported in this time." in page
    assert "change to another tab" in page


def test_texts_are_there_in_indonesian(site_tree: SiteTree) -> None:
    vitals("LCP", 2500, 40)
    answer: Any = signed_in(member("Marketing"), "id").get(URL)
    page = answer.content.decode()
    assert "Statistik situs" in page
    assert "2,5 dtk" in unescape(page)


def test_marketing_and_administrators_see_it_and_nobody_else(site_tree: SiteTree) -> None:
    readers = [member("Marketing"), member("Marketing lead")]
    readers.append(User.objects.create_superuser("admin", password="p"))
    for reader in readers:
        client = signed_in(reader)
        assert client.get(URL).status_code == 200
        assert URL in client.get("/admin/").content.decode()
    for other in (member("Sales"), member("Editor")):
        client = signed_in(other)
        answer = client.get(URL)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/admin/"
        assert URL not in client.get("/admin/").content.decode()
    assert "login" in Client().get(URL).headers["Location"]


def test_a_group_can_be_given_the_permission_in_the_admin(site_tree: SiteTree) -> None:
    client = signed_in(User.objects.create_superuser("admin", password="p"))
    form = client.get(reverse("wagtailusers_groups:add")).content.decode()
    permission = Permission.objects.get(codename="view_vitalcount")
    assert f'value="{permission.pk}"' in form


def test_statements_do_not_grow_with_what_is_counted(ask: Ask, site_tree: SiteTree) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(days="28")
        return len(queries)

    today = timezone.localdate()
    product = factories.ProductPageFactory(parent=site_tree.id.products)
    vitals("LCP", 900, 50)
    actions("lead_submit", 1, product.pk, first_page_id=product.pk)
    statements()
    few = statements()
    for number in range(2, 25):
        more = factories.ProductPageFactory(parent=site_tree.en.products)
        for device in ("mobile", "desktop"):
            vitals("INP", number * 10, 5, device=device, page_type="cms.HomePage")
        day = today - timedelta(days=number)
        actions("lead_submit", number, more.pk, first_page_id=more.pk, day=day)
    assert statements() == few
