import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, assert_fits
from tests.e2e.product import Product

pytestmark = pytest.mark.e2e


def test_a_draft_shows_in_the_preview_and_after_publishing_on_the_site(
    product: Product, marketing: Page, visitor: Page
) -> None:
    item = product.api("products/?order=title&limit=1")["items"][0]
    address = product.url(item["meta"]["path"])
    new_name = f"{item['title']} Baru"

    marketing.goto(f"{product.cms}/admin/pages/{item['id']}/edit/")
    marketing.fill("textarea[name=title], input[name=title]", new_name)
    marketing.locator("[data-side-panel-toggle=preview]").click()
    preview = marketing.frame_locator("iframe.w-preview__iframe").last
    expect(preview.get_by_role("heading", level=1)).to_have_text(new_name)
    expect(preview.get_by_role("status").first).to_be_visible()
    frames = [frame.url for frame in marketing.frames if "/preview/" in frame.url]
    assert any(url.startswith(product.storefront) for url in frames)

    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(item["title"])
    assert product.api(f"products/{item['id']}/")["title"] == item["title"]

    marketing.locator("[data-side-panel-toggle=preview]").click()
    marketing.get_by_role("button", name="Tindakan lain").click()
    marketing.locator("button[name=action-publish]").click()
    marketing.wait_for_url(f"{product.cms}/admin/pages/*/")

    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(new_name)


def test_on_a_phone_each_product_of_the_list_is_a_card(product: Product, marketing: Page) -> None:
    marketing.set_viewport_size(PHONE)
    marketing.goto(f"{product.cms}/admin/products/")
    title = marketing.locator(".product-listing td.title").first
    expect(title).to_be_visible()
    box = title.bounding_box()
    assert box
    assert box["width"] > PHONE["width"] / 2
    assert_fits(marketing)
    row = marketing.locator(".product-listing tbody tr").first
    row.get_by_role("checkbox").check()
    expect(marketing.get_by_text("1 halaman dipilih")).to_be_visible()
    title.get_by_role("link").first.click()
    expect(marketing.locator("[name=title]")).to_be_visible()
