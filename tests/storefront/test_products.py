import re
from html import unescape

import httpx
import pytest

from tests.storefront import content
from tests.storefront.fake_api import FakeApi

OTHER_BRAND = {**content.BRAND, "slug": "northfold", "name": "Northfold"}


@pytest.fixture(autouse=True)
def products(api: FakeApi) -> None:
    api.products = [
        content.product("Serum Salon", audience=["SALON"]),
        content.product("Pomade Barber", audience=["BARBER"], brand=OTHER_BRAND),
        content.product("Sampo Salon", audience=["SALON"], brand=OTHER_BRAND),
    ]


def titles(html: str) -> list[str]:
    return re.findall(r'<h3 class="card-title"><a [^>]*>([^<]*)</a>', html)


def addresses(html: str, text: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'href="([^"]*)"[^>]*>[^<]*{text}', html)]


def test_filters_of_different_kinds_combine(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/?brand=northfold&audience=SALON").text
    assert titles(html) == ["Sampo Salon"]
    assert "1 produk" in html


def test_values_of_one_filter_add_up(storefront: httpx.Client) -> None:
    assert len(titles(storefront.get("/produk/?brand=northfold&brand=lumiere").text)) == 3


def test_the_form_keeps_what_was_chosen_and_shows_counts(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/?audience=BARBER").text
    assert re.search(r'name="audience" value="BARBER" checked', html)
    assert not re.search(r'name="audience" value="SALON" checked', html)
    assert '<span class="option-count">3</span>' in html
    assert '<form class="filters" method="get" action="/produk/"' in html


def test_each_active_filter_can_be_taken_away_alone(storefront: httpx.Client) -> None:
    html = unescape(storefront.get("/produk/?brand=lumiere&audience=SALON").text)
    assert 'class="chip" href="/produk/?audience=SALON"' in html
    assert 'class="chip" href="/produk/?brand=lumiere"' in html
    assert 'class="chip chip-reset" href="/produk/"' in html


def test_nothing_found_says_what_to_try_next(storefront: httpx.Client) -> None:
    answer = storefront.get("/produk/?brand=unknown-brand")
    assert answer.status_code == 200
    assert "Belum ada produk yang cocok" in answer.text
    assert "Hapus semua filter" in answer.text


def test_a_chosen_value_that_matches_nothing_can_be_taken_away(
    storefront: httpx.Client,
) -> None:
    html = storefront.get("/produk/?brand=unknown-brand").text
    assert re.search(r'name="brand" value="unknown-brand" checked', html)


def test_editors_may_word_the_empty_list_themselves(api: FakeApi, storefront: httpx.Client) -> None:
    api.page("/produk/")["empty_text"] = "Hubungi tim kami."
    assert "Hubungi tim kami." in storefront.get("/produk/?brand=unknown-brand").text


def test_search_is_kept_in_the_field(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/?search=pomade").text
    assert titles(html) == ["Pomade Barber"]
    assert 'name="search" value="pomade"' in html


@pytest.mark.parametrize(
    "query",
    [
        "audience=NOBODY",
        "brand=%00",
        "brand=../../etc",
        "brand=" + "x" * 5000,
        "&".join(f"brand=b{number}" for number in range(300)),
        "search=%00%ff%0a",
        "search=" + "x" * 5000,
        "page=0",
        "page=-1",
        "page=abc",
        "page=%D9%A3",
        "utm_source=x&fbclid=y",
        "locale=zz&limit=-1",
    ],
)
def test_odd_addresses_never_break_the_page(storefront: httpx.Client, query: str) -> None:
    assert storefront.get(f"/produk/?{query}").status_code == 200


def test_pages_keep_the_filters(api: FakeApi, storefront: httpx.Client) -> None:
    api.products = [content.product(f"Serum {number}") for number in range(30)]
    html = unescape(storefront.get("/produk/?brand=lumiere&page=2").text)
    assert "Halaman 2 dari 3" in html
    assert 'rel="prev" href="/produk/?brand=lumiere"' in html
    assert 'rel="next" href="/produk/?brand=lumiere&page=3"' in html
    assert len(titles(html)) == 12


def test_a_page_beyond_the_end_leads_to_the_last(api: FakeApi, storefront: httpx.Client) -> None:
    api.products = [content.product(f"Serum {number}") for number in range(30)]
    answer = storefront.get("/produk/?brand=lumiere&page=99")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/produk/?brand=lumiere&page=3",
    )


def test_language_switch_keeps_the_filters(storefront: httpx.Client) -> None:
    html = unescape(storefront.get("/produk/?brand=lumiere").text)
    assert 'href="/en/products/?brand=lumiere" hreflang="en"' in html


def test_filtered_lists_stay_out_of_search_engines(storefront: httpx.Client) -> None:
    assert 'content="noindex, follow"' in storefront.get("/produk/?brand=lumiere").text
    assert "noindex" not in storefront.get("/produk/").text


def test_the_way_back_from_a_product_leads_to_its_brand(storefront: httpx.Client) -> None:
    html = storefront.get("/produk/serum-kilau/").text
    assert addresses(html, "Maison Lumière")[0] == "/produk/?brand=lumiere"
