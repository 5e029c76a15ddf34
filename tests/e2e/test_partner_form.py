import json
import time
from dataclasses import dataclass
from email import message_from_string
from statistics import median

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


def message_ids(product: Product, reference: str) -> set[str]:
    """The ids, as the logs name them, of the mails about a lead."""
    headers = [message_from_string(mail)["Message-ID"] for mail in mails_about(product, reference)]
    return {header.strip("<>").partition("@")[0] for header in headers}


def usual_answer_time(product: Product, kind: str) -> float:
    """The median of the seconds in which the API takes a lead, without browser and storefront."""
    times = []
    for number in range(15):
        lead = {
            "business_name": f"Salon {kind} {number}",
            "contact_name": "Rina",
            "phone_whatsapp": f"0812-44{number:02}-{len(kind):04}",
            "city": "Bandung",
            "salon_type": "SALON",
            "consent": True,
        }
        started = time.monotonic()
        answer = httpx.post(f"{product.cms}/api/public/partner-leads/", json=lead, timeout=30)
        times.append(time.monotonic() - started)
        assert answer.status_code == 201
    return median(times)


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
    message_id = message_ids(product, reference).pop()
    wait_until(lambda: message_id in product.log("worker"), hint="the worker says it sent this")
    assert message_id not in product.log("relay")

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
    before = usual_answer_time(product, "Anggrek")
    # Killed in the middle of one, its lease of two minutes would have to run out first.
    wait_until(lambda: not waiting(product), timeout=60)

    product.kill("worker", "relay")
    reference = send(visitor, product, Sender("Salon Dahlia", "0812-5555-6666"))
    # Twice for the machine's own moods: asking a dead broker or a receiver would take seconds.
    assert usual_answer_time(product, "Melati") < before * 2 + 0.06
    assert mails_about(product, reference) == []

    product.start("worker", "relay")
    wait_until(lambda: mails_about(product, reference), timeout=90)
    wait_until(lambda: not waiting(product), timeout=60)
    assert len(mails_about(product, reference)) == 1
