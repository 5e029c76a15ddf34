"""What visitors' browsers report arrives in the report of the admin."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.e2e.product import Product
from tests.e2e.test_partner_form import Sender, send
from tests.waiting import wait_until

pytestmark = pytest.mark.e2e
REPORT = "/admin/reports/website/"
#: As the log of the `web` role tells of a beacon that was counted.
COUNTED = "POST /api/public/telemetry/ 204"
#: A page that goes away can be asked nothing; what it sent is kept for the next one.
KEEP_BEACONS = """
const send = Navigator.prototype.sendBeacon;
Navigator.prototype.sendBeacon = function (url, body) {
  const kept = JSON.parse(localStorage.getItem("beacons") || "[]");
  localStorage.setItem("beacons", JSON.stringify([...kept, body]));
  return send.call(this, url, body);
};
"""


@pytest.fixture
def watched(context: BrowserContext) -> BrowserContext:
    """A visitor's browser of which `beacons` can tell what it has sent."""
    context.add_init_script(KEEP_BEACONS)
    context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    return context


@pytest.fixture
def private(browser: Browser) -> Iterator[Page]:
    """A visitor whose browser asks not to be tracked."""
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})"
    )
    yield context.new_page()
    context.close()


def beacons(context: BrowserContext, product: Product) -> list[dict[str, Any]]:
    page = context.new_page()
    # Of the same origin, and without scripts.
    page.goto(product.url("/robots.txt"))
    kept = page.evaluate("() => localStorage.getItem('beacons')")
    page.close()
    return [json.loads(body) for body in json.loads(kept or "[]")]


def leave(page: Page) -> None:
    """Go elsewhere, which hides the page as changing the tab does."""
    page.goto("about:blank")


def names(beacon: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in beacon["entries"]]


def values(beacon: dict[str, Any]) -> dict[str, float]:
    return {entry["name"]: entry.get("value") for entry in beacon["entries"]}


def counted(product: Product) -> int:
    return product.log("web").count(COUNTED)


def home_row(marketing: Page) -> Locator:
    return marketing.get_by_role("row").filter(has_text="Beranda").filter(has_text="Desktop")


def measured_home_pages(product: Product, marketing: Page) -> int:
    """How often the report has an LCP of the home page, from this and other tests' visitors."""
    marketing.goto(f"{product.cms}{REPORT}")
    row = home_row(marketing)
    samples = re.search(r"(\d+) pengukuran", row.inner_text()) if row.count() else None
    return int(samples[1]) if samples else 0


def test_a_visit_with_a_tap_on_whatsapp_arrives_in_the_report(
    product: Product, watched: BrowserContext, marketing: Page
) -> None:
    # A storefront that has just started may find the API too slow, and says so on an error page.
    wait_until(lambda: httpx.get(product.url("/"), timeout=20).is_success, timeout=60)
    before = measured_home_pages(product, marketing)
    visitor = watched.new_page()
    visitor.goto(product.url("/?utm_source=mail#top"))
    visitor.get_by_role("link", name="Produk", exact=True).first.click()
    visitor.wait_for_url(product.url("/produk/"))
    visitor.locator("h1").click()
    visitor.locator(".whatsapp-float").click()
    visitor.wait_for_url("https://wa.me/**")

    first, second = beacons(watched, product)
    assert first["page_type"] == "cms.HomePage"
    assert {"LCP", "CLS"} <= set(names(first)) <= {"LCP", "CLS", "INP"}
    assert second["page_type"] == "cms.ProductIndexPage"
    assert {"LCP", "CLS", "INP", "cta_whatsapp_click"} == set(names(second))
    assert second["page_url_initial"] == product.url("/")
    assert second["page_url_current"] == product.url("/produk/")
    assert second["device"] == "desktop"
    assert 0 < values(second)["LCP"] < 60_000
    assert 0 <= values(second)["CLS"] < 1

    def shown() -> bool:
        if measured_home_pages(product, marketing) <= before:
            return False
        table = marketing.get_by_role("table", name="Di halaman mana")
        return table.count() == 1 and "Produk" in table.inner_text()

    wait_until(shown, timeout=60)
    expect(home_row(marketing)).to_contain_text("dtk")


def test_a_sent_form_is_reported_when_the_tab_is_closed(
    product: Product, watched: BrowserContext
) -> None:
    visitor = watched.new_page()
    send(visitor, product, Sender("Salon Teratai", "0812-7777-8888"))
    before = counted(product)
    visitor.close(run_before_unload=True)
    wait_until(lambda: counted(product) == before + 1)
    (beacon,) = beacons(watched, product)
    assert beacon["page_type"] == "cms.PartnershipPage"
    assert {"INP", "lead_submit"} <= set(names(beacon))


def test_a_page_measures_once_however_often_it_is_hidden(
    product: Product, watched: BrowserContext
) -> None:
    visitor = watched.new_page()
    visitor.goto(product.url("/"))
    visitor.evaluate(
        """() => {
            for (const state of ["hidden", "visible", "hidden"]) {
                const value = { value: state, configurable: true };
                Object.defineProperty(document, "visibilityState", value);
                document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
            }
        }"""
    )
    leave(visitor)
    (beacon,) = beacons(watched, product)
    assert len(names(beacon)) == len(set(names(beacon)))


def test_where_beacons_are_refused_the_report_is_fetched_away(
    product: Product, watched: BrowserContext
) -> None:
    visitor = watched.new_page()
    visitor.add_init_script("Navigator.prototype.sendBeacon = () => false")
    visitor.goto(product.url("/"))
    before = counted(product)
    leave(visitor)
    wait_until(lambda: counted(product) == before + 1)


def test_who_asks_not_to_be_tracked_is_not(
    product: Product, private: Page, watched: BrowserContext
) -> None:
    before = counted(product)
    private.goto(product.url("/"))
    leave(private)
    other = watched.new_page()
    other.goto(product.url("/"))
    leave(other)
    # The later of two from one machine has arrived: so had the earlier.
    wait_until(lambda: counted(product) > before)
    assert counted(product) == before + 1


def test_the_menu_of_a_link_to_whatsapp_is_no_tap(
    product: Product, watched: BrowserContext
) -> None:
    visitor = watched.new_page()
    visitor.goto(product.url("/"))
    visitor.locator(".whatsapp-float").click(button="right")
    leave(visitor)
    (beacon,) = beacons(watched, product)
    assert "LCP" in names(beacon)
    assert "cta_whatsapp_click" not in names(beacon)


def test_a_prerendered_page_is_measured_once_it_is_shown(
    product: Product, watched: BrowserContext
) -> None:
    visitor = watched.new_page()
    visitor.add_init_script(
        """for (const [name, value] of [["prerendering", true], ["visibilityState", "hidden"]]) {
            Object.defineProperty(document, name, { value, configurable: true });
        }"""
    )
    visitor.goto(product.url("/"))
    visitor.evaluate(
        """() => {
            delete document.prerendering;
            delete document.visibilityState;
            document.dispatchEvent(new Event("prerenderingchange"));
        }"""
    )
    visitor.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    leave(visitor)
    (beacon,) = beacons(watched, product)
    assert {"LCP", "CLS"} <= set(names(beacon))


def test_shifts_and_slow_answers_are_measured(product: Product, watched: BrowserContext) -> None:
    visitor = watched.new_page()
    visitor.goto(product.url("/"))
    visitor.evaluate(
        """() => new Promise((done) => {
            document.querySelector("main").style.marginTop = "400px";
            document.querySelector("h1").addEventListener("click", () => {
                const end = performance.now() + 300;
                while (performance.now() < end);
            });
            requestAnimationFrame(() => requestAnimationFrame(done));
        })"""
    )
    visitor.locator("h1").click()
    visitor.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    leave(visitor)
    (beacon,) = beacons(watched, product)
    assert values(beacon)["CLS"] > 0.05
    assert 296 <= values(beacon)["INP"] < 10_000
