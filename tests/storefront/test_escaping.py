import json
import re
from typing import Any

import httpx
import pytest

from tests.storefront import content
from tests.storefront.fake_api import TOKEN, FakeApi

ATTACK = "\"'></script><script>alert(1)</script><img src=x onerror=alert(2)>"
#: What the storefront decides by, rather than shows.
DECISIVE = {"type", "path", "locale", "hreflang", "starts_at", "ends_at", "width", "height"}
ADDRESSES = {"url", "src", "href", "canonical", "whatsapp_url", "submit_url", "image", "html_url"}
PATHS = [page["meta"]["path"] for page in content.standard_pages()]


def attacked(value: Any, name: str = "") -> Any:
    """The same answer with an attack in every text that an editor could have written."""
    if isinstance(value, dict):
        return {key: attacked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [attacked(item, name) for item in value]
    if not isinstance(value, str) or name in DECISIVE:
        return value
    return f"javascript:alert(3)//{ATTACK}" if name in ADDRESSES else f"{value}{ATTACK}"


@pytest.fixture(autouse=True)
def _attack(api: FakeApi) -> None:
    api.pages = {path: attacked(page) for path, page in api.pages.items()}
    api.products = [attacked(product) for product in api.products]
    api.draft = attacked(api.draft)
    site = attacked(content.site("id", api.url))
    api.site_changes = {**site, "paths": content.PATHS["id"], "locale": "id"}


def assert_harmless(html: str) -> None:
    assert "<script>alert" not in html
    assert not re.search(r"<img[^>]*\bonerror", html)
    assert not re.search(r'(href|src|action|srcset)="\s*javascript:', html)
    assert "alert(1)" in html, "the attack did not reach the page"


def test_no_text_of_the_api_becomes_markup(storefront: httpx.Client) -> None:
    for path in PATHS:
        assert_harmless(storefront.get(path).text)


def test_no_text_of_a_draft_becomes_markup(storefront: httpx.Client) -> None:
    path = f"/preview/?content_type=cms.productpage&token={TOKEN}"
    assert_harmless(storefront.get(path).text)


def test_the_404_text_does_not_become_markup(storefront: httpx.Client) -> None:
    assert_harmless(storefront.get("/tidak-ada/").text)


def test_what_a_visitor_types_does_not_become_markup(storefront: httpx.Client) -> None:
    for name in ("search", "brand"):
        html = storefront.get("/produk/", params={name: ATTACK}).text
        assert "<script>alert" not in html
        assert not re.search(r"<img[^>]*\bonerror", html)


def test_linked_data_keeps_its_words_and_cannot_end_its_element(
    api: FakeApi, storefront: httpx.Client
) -> None:
    words = {"@type": "Organization", "name": f"A & B {ATTACK} <!-- "}
    api.page("/")["meta"]["json_ld"] = [words]
    html = storefront.get("/").text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert [json.loads(document) for document in found] == [words]


def test_editors_markup_keeps_its_meaning_and_loses_the_rest(
    api: FakeApi, storefront: httpx.Client
) -> None:
    html = (
        '<p onclick="x()">Teks <b>tebal</b> <a href="https://a.example/">baik</a>'
        '<a href="javascript:alert(1)">jahat</a></p><iframe src="//x"></iframe>'
        '<form action="//x"><input></form><style>p{}</style><p style="color:red">x</p>'
    )
    api.page("/privasi/")["body"] = [{"type": "paragraph", "value": html, "id": "1"}]
    shown = storefront.get("/privasi/").text
    assert "<b>tebal</b>" in shown
    assert 'href="https://a.example/"' in shown
    for part in ("onclick", 'href="javascript:', "<iframe", '"//x"', "p{}", "color:red"):
        assert part not in shown
