"""The inbox by thumb, by keys and in bulk: what only a browser can show."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, assert_fits, signed_in
from tests.e2e.product import Product
from tests.e2e.test_sales_works_a_lead import submit

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def _leads(product: Product) -> None:
    """More than one page of them."""
    for number in range(52):
        submit(product, f"Salon Wijaya {number}", f"+62 815 5555 {number:04}")


@pytest.fixture
def lead_page(_leads: None, product: Product, sales: Page) -> Page:
    """The second lead of a search, opened from the list."""
    sales.goto(f"{product.inbox}?q=Wijaya&ordering=received_at")
    sales.get_by_role("link", name="Salon Wijaya 1", exact=True).click()
    expect(sales.locator(".lead-head__name")).to_have_text("Salon Wijaya 1")
    return sales


@pytest.mark.usefixtures("_leads")
@pytest.mark.parametrize(
    ("username", "path", "main"),
    [
        ("sales", "", "Lead"),
        ("sales", "snippets/lead/lead/", "Salon Wijaya"),
        ("sales", "reports/leads/", "Kesehatan"),
        ("marketing", "reports/website/", "Statistik"),
    ],
)
def test_a_phone_shows_the_page_without_moving_it_sideways(
    product: Product, browser: Browser, username: str, path: str, main: str
) -> None:
    with signed_in(browser, product, username) as page:
        page.set_viewport_size(PHONE)
        page.goto(f"{product.cms}/admin/{path}")
        expect(page.locator("main").get_by_text(main).first).to_be_visible()
        assert_fits(page)


def test_a_lead_on_a_phone_is_answered_by_thumb(lead_page: Page) -> None:
    lead_page.set_viewport_size(PHONE)
    expect(lead_page.get_by_role("link", name="WhatsApp").first).to_be_in_viewport()
    expect(lead_page.locator("select[name=status]")).to_be_visible()
    assert_fits(lead_page)


def test_keys_move_through_the_leads_of_the_list_but_not_while_typing(lead_page: Page) -> None:
    name = lead_page.locator(".lead-head__name")
    press(lead_page, "j")
    expect(name).to_have_text("Salon Wijaya 2")
    press(lead_page, "k")
    expect(name).to_have_text("Salon Wijaya 1")
    note = lead_page.locator("form textarea").first
    note.click()
    lead_page.keyboard.type("jk")
    expect(note).to_have_value("jk")
    expect(name).to_have_text("Salon Wijaya 1")


def press(page: Page, key: str) -> None:
    """Once the page's scripts listen."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_an_opened_chat_is_noted_in_the_timeline(lead_page: Page) -> None:
    lead_page.context.route("https://wa.me/**", lambda route: route.abort())
    with lead_page.expect_response(lambda response: response.request.method == "POST") as logged:
        lead_page.get_by_role("link", name="WhatsApp").first.click()
    assert logged.value.ok
    lead_page.reload()
    expect(lead_page.get_by_text("WhatsApp dibuka").first).to_be_visible()


@pytest.mark.usefixtures("_leads")
def test_all_leads_of_a_filtered_list_are_chosen_at_once(product: Product, sales: Page) -> None:
    sales.goto(f"{product.inbox}?q=Wijaya")
    sales.locator("[data-bulk-action-select-all-checkbox]").first.check()
    sales.get_by_role("button", name="Pilih semua lead dalam daftar ini").click()
    expect(sales.get_by_text("Semua butir dalam daftar dipilih")).to_be_visible()
    sales.locator("[data-bulk-action-button]").first.click()
    expect(sales.get_by_text("Ini mengubah 52 lead")).to_be_visible()
