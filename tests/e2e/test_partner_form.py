import json
import time
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product import Product
from tests.waiting import wait_until

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Sender:
    business: str
    phone: str


def fill(page: Page, product: Product, sender: Sender) -> None:
    page.goto(product.url(product.api("site/?locale=id")["paths"]["partnership"]))
    page.get_by_label("Nama usaha").fill(sender.business)
    page.get_by_label("Nama kontak").fill("Rina")
    page.get_by_label("Nomor WhatsApp").fill(sender.phone)
    page.get_by_label("Kota").fill("Bandung")
    page.locator("select[name=salon_type]").select_option("SALON")


def send(page: Page, product: Product, sender: Sender) -> str:
    """Fill in and send the form; the reference that the page shows."""
    fill(page, product, sender)
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Kirim").click()
    reference = page.locator("[data-reference]")
    expect(reference).to_be_visible()
    return reference.inner_text()


def mails_about(product: Product, reference: str) -> list[str]:
    return [mail for mail in product.mails() if reference in mail]


def waiting(product: Product) -> int:
    """Deliveries that somebody still has to carry out."""
    status = json.loads(product.manage("fanout", "status", "--json"))
    return sum(channel["waiting"] for channel in status["channels"])


def test_a_sent_form_is_stored_answered_and_announced(
    product: Product, visitor: Page, sales: Page
) -> None:
    sender = Sender("Salon Kenanga", "0812-1111-2222")
    reference = send(visitor, product, sender)
    link = visitor.get_by_role("link", name="WhatsApp").first
    assert (link.get_attribute("href") or "").startswith("https://wa.me/")

    wait_until(lambda: mails_about(product, reference), timeout=30)
    assert "fanout.deliver" in product.log("worker")

    sales.goto(f"{product.inbox}?q={reference}")
    sales.get_by_role("link", name=sender.business).click()
    expect(sales.get_by_text(reference).first).to_be_visible()
    expect(sales.get_by_text("Terkirim").first).to_be_visible()


def test_a_form_without_consent_or_with_an_impossible_number_is_refused_in_words(
    product: Product, visitor: Page
) -> None:
    fill(visitor, product, Sender("Salon Cempaka", "12"))
    visitor.get_by_role("button", name="Kirim").click()
    for field in ("phone_whatsapp", "consent"):
        expect(visitor.locator(f"#{field}-error")).to_be_visible()
    expect(visitor.get_by_label("Nama usaha")).to_have_value("Salon Cempaka")


def test_the_api_answers_the_storefront_alone_across_origins(product: Product) -> None:
    url = f"{product.cms}/api/public/partner-leads/"
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,idempotency-key",
    }
    ours = httpx.options(url, headers={**asked, "Origin": product.storefront})
    assert ours.headers["Access-Control-Allow-Origin"] == product.storefront
    other = httpx.options(url, headers={**asked, "Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_killed_worker_and_relay_delay_the_mail_but_not_the_visitor(
    product: Product, visitor: Page
) -> None:
    started = time.monotonic()
    send(visitor, product, Sender("Salon Anggrek", "0812-3333-4444"))
    before = time.monotonic() - started

    product.kill("worker", "relay")
    started = time.monotonic()
    reference = send(visitor, product, Sender("Salon Dahlia", "0812-5555-6666"))
    assert time.monotonic() - started < before + 3
    assert mails_about(product, reference) == []

    product.start("worker", "relay")
    wait_until(lambda: mails_about(product, reference), timeout=90)
    wait_until(lambda: not waiting(product), timeout=60)
    assert len(mails_about(product, reference)) == 1
