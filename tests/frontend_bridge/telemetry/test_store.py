"""What was counted becomes rows of sites and pages, without anything that a visitor wrote."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Site

from cms.models import SiteAddresses
from config.counters import Counters
from frontend_bridge.models import ActionCount, VitalCount
from frontend_bridge.tasks import forget_telemetry
from frontend_bridge.telemetry.store import MOST_VERSIONS, Sample
from tests import factories
from tests.frontend_bridge.telemetry.conftest import SITE, Send, beacon, entry
from tests.site_tree import SiteTree


def rows(model: type[Any], *columns: str) -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list(*columns, "count"))


def test_vitals_become_buckets_by_type_device_and_release(
    site_tree: SiteTree, send: Send, counters: Counters[Sample]
) -> None:
    send(beacon(entry("LCP", 1, value=2460), entry("CLS", 1, value=0.101)))
    send(beacon(entry("LCP", 2, value=2499), device="desktop", app_version="2"))
    send(beacon(entry("LCP", 3, value=2451), page_type="error"))
    counters.flush()
    send(beacon(entry("LCP", 4, value=2500)))
    counters.flush()
    columns = ("page_type", "device", "app_version", "metric", "bucket")
    index = "cms.ProductIndexPage"
    assert rows(VitalCount, *columns) == [
        (index, "desktop", "2", "LCP", 2500, 1),
        (index, "mobile", "0a1b2c3d4e5f", "CLS", 102, 1),
        (index, "mobile", "0a1b2c3d4e5f", "LCP", 2500, 2),
        ("error", "mobile", "0a1b2c3d4e5f", "LCP", 2500, 1),
    ]
    assert set(VitalCount.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_actions_are_counted_by_page_and_first_page(
    site_tree: SiteTree, send: Send, counters: Counters[Sample]
) -> None:
    product = factories.ProductPageFactory(parent=site_tree.en.products, slug="shine-serum")
    home, products = site_tree.id.home.pk, site_tree.id.products.pk
    paths = {
        "/produk/": products,
        "/en/products/shine-serum/": product.pk,
        "/en/products/shine-serum": product.pk,
        "/tidak-ada/": 0,
        "/": home,
    }
    for number, path in enumerate(paths):
        click = entry("cta_whatsapp_click", number)
        send(beacon(click, page_url_current=f"{SITE}{path}?brand=aurora"))
    send(beacon(entry("lead_submit"), page_url_initial="https://elsewhere.example/"))
    counters.flush()
    assert rows(ActionCount, "action", "page_id", "first_page_id") == sorted(
        [
            ("cta_whatsapp_click", products, home, 1),
            ("cta_whatsapp_click", product.pk, home, 2),
            ("cta_whatsapp_click", 0, home, 1),
            ("cta_whatsapp_click", home, home, 1),
            ("lead_submit", products, 0, 1),
        ]
    )


def test_a_draft_is_no_page(site_tree: SiteTree, send: Send, counters: Counters[Sample]) -> None:
    factories.ProductPageFactory(parent=site_tree.id.products, slug="rahasia", live=False)
    send(beacon(entry("lead_submit"), page_url_current=f"{SITE}/produk/rahasia/"))
    counters.flush()
    assert rows(ActionCount, "page_id") == [(0, 1)]


def test_sites_are_kept_apart_and_others_dropped(
    site_tree: SiteTree,
    send: Send,
    counters: Counters[Sample],
    caplog: pytest.LogCaptureFixture,
) -> None:
    second = Site.objects.create(hostname="barber.example", root_page=site_tree.id.products)
    SiteAddresses.objects.create(site=second, frontend_url="https://barber.example")
    for number, origin in enumerate((SITE, "https://barber.example", "https://evil.example")):
        address = f"{origin}/"
        vital, click = entry("LCP", number), entry("cta_whatsapp_click", number)
        changes = {"page_url_initial": address, "page_url_current": address}
        assert send(beacon(vital, click, **changes), origin=origin).status_code == 204
    counters.flush()
    default = Site.objects.get(is_default_site=True)
    assert {row[0] for row in rows(VitalCount, "site_id")} == {default.pk, second.pk}
    assert rows(ActionCount, "site_id", "page_id") == sorted(
        [(default.pk, site_tree.id.home.pk, 1), (second.pk, site_tree.id.products.pk, 1)]
    )
    assert "telemetry_of_unknown_sites" in caplog.text
    assert "evil" not in caplog.text


def test_made_up_releases_do_not_fill_the_table(
    site_tree: SiteTree, send: Send, counters: Counters[Sample]
) -> None:
    for number in range(MOST_VERSIONS * 2):
        send(beacon(entry("LCP", number), app_version=f"v{number}"))
        if number == MOST_VERSIONS // 2:
            counters.flush()
    counters.flush()
    found = dict(rows(VitalCount, "app_version"))
    assert len(found) == MOST_VERSIONS + 1
    assert found[""] == MOST_VERSIONS
    assert sum(found.values()) == MOST_VERSIONS * 2


def test_statements_do_not_grow_with_the_number_of_beacons(
    site_tree: SiteTree, send: Send, counters: Counters[Sample]
) -> None:
    def statements(first: int, beacons: int) -> int:
        for number in range(first, first + beacons):
            path = f"{SITE}/produk/{number}/"
            vital = entry("LCP", number, value=100 * (number % 20))
            send(beacon(vital, entry("lead_submit", number), page_url_current=path))
        with CaptureQueriesContext(connection) as queries:
            counters.flush()
        return len(queries)

    statements(0, 1)
    assert statements(100, 2) == statements(200, 150)


def test_counts_older_than_ninety_days_are_forgotten_and_others_left_alone(
    site_tree: SiteTree, settings: Settings
) -> None:
    site = Site.objects.get()
    today = timezone.localdate()

    def keep(day: date) -> None:
        usual = {"day": day, "site": site, "device": "mobile", "count": 1}
        VitalCount.objects.create(page_type="error", metric="LCP", bucket=100, **usual)
        ActionCount.objects.create(action="lead_submit", page_id=0, first_page_id=0, **usual)

    for age in (0, 90, 91, 400):
        keep(today - timedelta(days=age))
    assert forget_telemetry() == 4
    left = {today, today - timedelta(days=90)}
    assert set(VitalCount.objects.values_list("day", flat=True)) == left
    assert set(ActionCount.objects.values_list("day", flat=True)) == left
