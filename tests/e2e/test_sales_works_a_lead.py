import csv
import io
import uuid

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import signed_in
from tests.e2e.product import Product

pytestmark = pytest.mark.e2e


def submit(product: Product, business: str, phone: str) -> None:
    lead = {
        "business_name": business,
        "contact_name": "Sinta",
        "phone_whatsapp": phone,
        "city": "Surabaya",
        "salon_type": "BRIDAL",
        "consent": True,
    }
    answer = httpx.post(
        f"{product.cms}/api/public/partner-leads/",
        json=lead,
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert answer.status_code == 201


def test_sales_finds_a_lead_by_phone_and_follows_it_up_and_their_lead_exports_it(
    product: Product, browser: Browser, sales: Page
) -> None:
    submit(product, "=Rumah Rias Teratai", "+62 813 7777 8888")

    sales.goto(product.inbox)
    sales.locator("input[name=q]").fill("0813-7777-8888")
    sales.get_by_role("link", name="=Rumah Rias Teratai").click()
    sales.locator("select[name=status]").select_option("contacted")
    sales.locator("form button[type=submit]").last.click()
    sales.goto(f"{product.inbox}?q=081377778888")
    expect(sales.locator("table").get_by_text("Sudah dihubungi")).to_be_visible()

    with signed_in(browser, product, "sales-lead") as sales_lead:
        text = exported(sales_lead, f"{product.inbox}?q=081377778888")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert "'=Rumah Rias Teratai" in rows[1]


def exported(page: Page, listing: str) -> str:
    """The CSV file of what a list shows."""
    page.goto(listing)
    page.get_by_role("button", name="Tindakan").first.click()
    page.get_by_role("link", name="Ekspor", exact=True).click()
    page.get_by_label("CSV").check()
    page.locator("[name=reason]").fill("Rapat mingguan")
    page.get_by_role("button", name="Ekspor", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    return download.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("query", ["", "?export=csv", "export/"])
def test_the_inbox_and_its_export_are_closed_to_everybody_else(
    product: Product, browser: Browser, query: str
) -> None:
    with signed_in(browser, product, "marketing") as marketing:
        refused = marketing.request.get(f"{product.inbox}{query}", max_redirects=0)
        assert refused.status in {302, 403}
        assert "Teratai" not in refused.text()
    anonymous = httpx.get(f"{product.inbox}{query}")
    assert anonymous.status_code == 302
    assert "/admin/login/" in anonymous.headers["Location"]
