from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product import Product

pytestmark = pytest.mark.e2e


def whatsapp(href: str) -> tuple[str, str]:
    parts = urlsplit(href)
    assert parts.netloc == "wa.me"
    return f"+{parts.path.strip('/')}", parse_qs(parts.query)["text"][0]


def test_home_shows_both_calls_to_action_in_the_first_view(product: Product, visitor: Page) -> None:
    home = product.api("pages/?type=cms.HomePage&fields=*&locale=id")["items"][0]
    for size in ({"width": 360, "height": 740}, {"width": 1280, "height": 800}):
        visitor.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.goto(product.url("/"))
        for label in (home["explore_label"], home["partner_label"]):
            expect(visitor.get_by_role("link", name=label).first).to_be_in_viewport(ratio=1)


def test_a_visitor_filters_opens_a_product_and_switches_language(
    product: Product, visitor: Page
) -> None:
    visitor.goto(product.url("/"))
    visitor.get_by_role("link", name="Produk", exact=True).first.click()
    brand = product.api("products/?audience=BARBER&limit=1")["items"][0]["brand"]
    visitor.get_by_role("checkbox", name=brand["name"]).check()
    visitor.get_by_role("checkbox", name="Barber").check()
    visitor.get_by_role("button", name="Terapkan").last.click()

    query = parse_qs(urlsplit(visitor.url).query)
    assert query["brand"] == [brand["slug"]]
    assert query["audience"] == ["BARBER"]
    expected = product.api(f"products/?brand={brand['slug']}&audience=BARBER&limit=100")
    cards = visitor.locator("main article.product-card")
    expect(cards).to_have_count(len(expected["items"]))
    assert cards.get_by_role("heading").all_inner_texts() == [
        item["title"] for item in expected["items"]
    ]

    item = expected["items"][0]
    visitor.get_by_role("link", name=item["title"], exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(item["title"])
    for heading in ("Keunggulan utama", "Cara pakai"):
        expect(visitor.get_by_role("heading", name=heading)).to_be_visible()
    expect(visitor.get_by_text(item["benefits"][0])).to_be_visible()
    href = visitor.get_by_role("link", name="Tanya lewat WhatsApp").get_attribute("href") or ""
    number, text = whatsapp(href)
    assert number == product.api("site/?locale=id")["whatsapp"]["number"]
    assert item["title"] in unquote_plus(text)

    visitor.get_by_role("link", name="English").first.click()
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    detail = product.api(f"products/?locale=en&translation_of={item['id']}")["items"][0]
    expect(visitor.get_by_role("heading", level=1)).to_have_text(detail["title"])
    assert visitor.url == product.url(detail["meta"]["path"])


def test_a_filter_without_match_says_what_to_do_next(product: Product, visitor: Page) -> None:
    visitor.goto(product.url("/produk/?search=zzzzzz"))
    expect(visitor.get_by_role("heading", name="Belum ada produk yang cocok")).to_be_visible()
    visitor.get_by_role("link", name="Hapus semua filter").first.click()
    assert urlsplit(visitor.url).query == ""


def test_a_wrong_address_leads_home(product: Product, visitor: Page) -> None:
    response = visitor.goto(product.url("/tidak-ada/"))
    assert response is not None
    assert response.status == 404
    visitor.locator("main").get_by_role("link").first.click()
    assert urlsplit(visitor.url).path == "/"
