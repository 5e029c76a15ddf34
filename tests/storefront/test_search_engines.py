import json
import re
from xml.etree import ElementTree as ET

import httpx

from tests.storefront import content
from tests.storefront.fake_api import FakeApi

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_sitemap_lists_every_page_of_both_languages(api: FakeApi, storefront: httpx.Client) -> None:
    for number in range(150):
        path = f"/produk/p{number}/"
        api.pages[path] = content.page("ProductPage", f"P{number}", path, f"/en{path}")
    answer = storefront.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    tree = ET.fromstring(answer.text)  # noqa: S314 - our own answer
    found = {element.text for element in tree.findall("s:url/s:loc", NAMESPACE)}
    assert found == {f"{content.ORIGIN}{path}" for path in api.pages}


def test_robots_names_the_sitemap_and_shuts_previews(storefront: httpx.Client) -> None:
    text = storefront.get("/robots.txt").text
    assert "Sitemap: http://www.example.test/sitemap.xml" in text
    assert "Disallow: /preview/" in text


def test_head_describes_the_page_to_engines_and_networks(storefront: httpx.Client) -> None:
    html = storefront.get("/en/products/serum-kilau/").text
    for part in (
        "<title>Gloss Serum · Alfa Beauty</title>",
        '<meta name="description" content="Tentang Gloss Serum">',
        '<link rel="alternate" hreflang="x-default"',
        '<link rel="alternate" hreflang="en"',
        '<meta property="og:title" content="Gloss Serum">',
        '<meta property="og:image" content="https://cms.example.com/media/serum.jpg">',
        '<meta name="twitter:card" content="summary_large_image">',
    ):
        assert part in html
    assert '<link rel="canonical" href="https://www.example.com/produk/serum-kilau/">' in (
        storefront.get("/produk/serum-kilau/").text
    )


def test_linked_data_is_valid_json(storefront: httpx.Client) -> None:
    html = storefront.get("/").text
    documents = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert [json.loads(document)["@type"] for document in documents] == ["BreadcrumbList"]


def test_later_pages_of_a_list_are_pages_of_their_own(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.products = [content.product(f"Serum {number}") for number in range(30)]
    html = storefront.get("/produk/?page=2").text
    assert '<link rel="canonical" href="https://www.example.com/produk/?page=2">' in html
    assert "halaman 2" in html


def test_language_switch_leads_to_the_same_page_in_the_other_language(
    storefront: httpx.Client,
) -> None:
    html = storefront.get("/produk/serum-kilau/").text
    assert 'href="/en/products/serum-kilau/" hreflang="en" lang="en"' in html
    assert 'href="/produk/serum-kilau/" hreflang="id" lang="id" aria-current="true"' in html


def test_without_a_translation_the_switch_leads_to_the_other_home(
    api: FakeApi, storefront: httpx.Client
) -> None:
    page = api.page("/produk/serum-kilau/")
    page["meta"]["alternates"] = page["meta"]["alternates"][:1]
    assert 'href="/en/" hreflang="en"' in storefront.get("/produk/serum-kilau/").text
