import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product import Product

pytestmark = pytest.mark.e2e


def test_a_developer_reads_the_documentation_and_tries_a_call(
    product: Product, visitor: Page
) -> None:
    elsewhere, complaints = [], []
    visitor.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((product.cms, "data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    visitor.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    visitor.goto(f"{product.cms}/api/v2/docs/")
    expect(visitor.get_by_role("heading", name="Alfa Beauty website API")).to_be_visible()
    expect(visitor.locator("#operations-partner_leads-send_partner_lead")).to_be_visible()
    listing = visitor.locator("#operations-products-products_listing")
    listing.locator(".opblock-summary-control").click()
    listing.get_by_role("button", name="Execute").click()
    answer = listing.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status").first).to_contain_text("200")
    expect(answer).to_contain_text("total_count")
    assert elsewhere == []
    assert complaints == []
