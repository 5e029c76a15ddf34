import re
from pathlib import Path

import httpx
import pytest

from tests.storefront.fake_api import TOKEN, FakeApi

PREVIEW = "/preview/?content_type=cms.productpage&locale=id&mode=&path=/produk/serum-kilau/&token="


def test_a_draft_is_shown_as_a_draft(storefront: httpx.Client) -> None:
    answer = storefront.get(f"{PREVIEW}{TOKEN}")
    assert answer.status_code == 200
    assert "Judul draf" in answer.text
    assert "belum diterbitkan" in answer.text
    assert '<base target="_blank">' in answer.text


def test_a_draft_is_kept_nowhere(api: FakeApi, storefront: httpx.Client, tmp_path: Path) -> None:
    answer = storefront.get(f"{PREVIEW}{TOKEN}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer.headers
    kept = [path.read_text() for path in (tmp_path / "storefront").rglob("*.json")]
    assert not [text for text in kept if "Judul draf" in text]
    api.status = 500
    assert storefront.get(f"{PREVIEW}{TOKEN}").status_code == 503


@pytest.mark.parametrize(
    "path", [f"{PREVIEW}bad", PREVIEW, "/preview/", f"/preview/?token={TOKEN}"]
)
def test_anything_bad_is_a_404_that_is_kept_nowhere(storefront: httpx.Client, path: str) -> None:
    answer = storefront.get(path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_draft_without_an_id_or_alternates_is_drawn(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.draft["id"] = None
    api.draft["meta"] = {"type": "cms.ProductPage"}
    assert "Judul draf" in storefront.get(f"{PREVIEW}{TOKEN}").text


def test_the_language_of_a_draft_is_the_one_asked_for(storefront: httpx.Client) -> None:
    for asked, shown in (("en", "en"), ("id", "id"), ("zz", "id")):
        path = f"/preview/?content_type=cms.productpage&token={TOKEN}&locale={asked}"
        assert f'<html lang="{shown}">' in storefront.get(path).text


def test_the_form_of_a_draft_cannot_be_sent(api: FakeApi, storefront: httpx.Client) -> None:
    assert "partner-form" in _scripts(storefront.get("/kemitraan/").text)
    api.draft = api.page("/kemitraan/")
    html = storefront.get(f"{PREVIEW}{TOKEN}").text
    assert "partner-form" not in _scripts(html)
    assert re.search(r'<button [^>]*type="submit" disabled>', html)


def test_a_preview_is_not_remembered_as_the_first_page(storefront: httpx.Client) -> None:
    script = re.search(r'src="([^"]*/site\.[^"]*js)"', storefront.get("/").text)
    assert script
    assert 'location.pathname.startsWith("/preview/")' in storefront.get(script[1]).text


def _scripts(html: str) -> str:
    return " ".join(re.findall(r'<script[^>]* src="([^"]*)"', html))


def test_the_card_mode_shows_the_card_of_the_list_alone(storefront: httpx.Client) -> None:
    html = storefront.get(f"{PREVIEW}{TOKEN}".replace("mode=", "mode=card")).text
    assert html.count('class="card product-card"') == 1
    assert "Judul draf" in html
    assert "product-words" not in html
    assert "belum diterbitkan" in html


@pytest.mark.parametrize("mode", ["", "nope", "card/../x", "CARD"])
def test_an_unknown_mode_shows_the_whole_page(storefront: httpx.Client, mode: str) -> None:
    html = storefront.get(f"{PREVIEW}{TOKEN}".replace("mode=", f"mode={mode}")).text
    assert "product-words" in html


def test_other_pages_have_no_card(api: FakeApi, storefront: httpx.Client) -> None:
    api.draft = api.page("/kemitraan/")
    html = storefront.get(f"{PREVIEW}{TOKEN}".replace("mode=", "mode=card")).text
    assert "product-card" not in html


def test_a_preview_carries_the_cms_checks_and_a_public_page_does_not(
    storefront: httpx.Client,
) -> None:
    assert "<wagtail-userbar></wagtail-userbar>" in storefront.get(f"{PREVIEW}{TOKEN}").text
    assert "wagtail-userbar" not in storefront.get("/produk/").text


@pytest.mark.parametrize("answer", [None, {}, {"html": None}])
def test_a_preview_without_checks_is_still_shown(
    api: FakeApi, storefront: httpx.Client, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(api, "_preview_checks", lambda _query: answer, raising=False)
    html = storefront.get(f"{PREVIEW}{TOKEN}").text
    assert "Judul draf" in html
    assert "None" not in html.rpartition("</footer>")[2]
