import json
import re
from datetime import datetime
from xml.etree import ElementTree as ET

import httpx

from tests.storefront import content
from tests.storefront.fake_api import FakeApi

NAMESPACE = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def addresses(storefront: httpx.Client) -> list[ET.Element]:
    answer = storefront.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    tree = ET.fromstring(answer.text)  # noqa: S314 - our own answer
    assert tree.tag == f"{{{NAMESPACE['s']}}}urlset"
    return tree.findall("s:url", NAMESPACE)


def test_sitemap_lists_every_page_of_both_languages(api: FakeApi, storefront: httpx.Client) -> None:
    for number in range(1500):
        path = f"/produk/p{number}/"
        api.pages[path] = content.page("ProductPage", f"P{number}", path, f"/en{path}")
    found = [address.findtext("s:loc", namespaces=NAMESPACE) for address in addresses(storefront)]
    assert len(found) == len(set(found))
    assert set(found) == {f"{content.ORIGIN}{path}" for path in api.pages}


def test_sitemap_names_translations_and_times_as_the_protocol_wants(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.pages = {"/produk/": content.page("ProductIndexPage", "P", "/produk/", "/en/products/")}
    (address,) = addresses(storefront)
    # The order of the protocol's own elements is part of its schema.
    assert [child.tag for child in address][:2] == [
        f"{{{NAMESPACE['s']}}}loc",
        f"{{{NAMESPACE['s']}}}lastmod",
    ]
    moment = address.findtext("s:lastmod", namespaces=NAMESPACE)
    assert datetime.fromisoformat(moment or "").utcoffset() is not None
    assert [dict(link.attrib) for link in address.findall("x:link", NAMESPACE)] == [
        {"rel": "alternate", "hreflang": hreflang, "href": f"{content.ORIGIN}{path}"}
        for hreflang, path in (
            ("id", "/produk/"),
            ("en", "/en/products/"),
            ("x-default", "/produk/"),
        )
    ]


def test_sitemap_leaves_out_what_is_unknown_or_no_address(
    api: FakeApi, storefront: httpx.Client
) -> None:
    page = content.page("AboutPage", "A", "/a/?b=1&c=<d>", "/en/a/")
    page["meta"] |= {"lastmod": None, "alternates": [{"hreflang": "en", "url": "javascript:x"}]}
    other = content.page("AboutPage", "B", "/b/", "/en/b/")
    other["meta"]["html_url"] = "javascript:alert(1)"
    api.pages = {"/a/": page, "/b/": other}
    (address,) = addresses(storefront)
    assert address.findtext("s:loc", namespaces=NAMESPACE) == page["meta"]["html_url"]
    assert [child.tag for child in address] == [f"{{{NAMESPACE['s']}}}loc"]


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
