import json
import time
from pathlib import Path

import httpx
import pytest

from tests.storefront.conftest import StartStorefront
from tests.storefront.fake_api import PROBLEM, FakeApi

PAGES = ["/", "/en/", "/produk/", "/produk/?brand=lumiere", "/produk/serum-kilau/", "/edukasi/"]


@pytest.mark.parametrize("status", [500, 502, 503, 429, 301, 401, 403, 404, 410, 422])
def test_a_failing_api_leaves_the_last_good_copy(
    api: FakeApi, storefront: httpx.Client, status: int
) -> None:
    before = {path: storefront.get(path).text for path in PAGES}
    api.status = status
    for path in PAGES:
        answer = storefront.get(path)
        assert (answer.status_code, answer.text) == (200, before[path])
        assert "last good copy" in answer.headers["Cache-Status"]


def test_copies_survive_a_restart(
    api: FakeApi, start_storefront: StartStorefront, tmp_path: Path
) -> None:
    before = start_storefront().get("/produk/serum-kilau/").text
    api.status = 503
    assert start_storefront().get("/produk/serum-kilau/").text == before
    assert not list((tmp_path / "storefront").rglob(".*"))


def test_without_a_copy_the_visitor_gets_a_friendly_503_with_whatsapp(
    api: FakeApi, storefront: httpx.Client
) -> None:
    storefront.get("/")
    api.status = 500
    answer = storefront.get("/kontak/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Kami segera kembali" in answer.text
    assert "https://wa.me/6281211112222" in answer.text


def test_before_any_good_answer_whatsapp_comes_from_the_environment(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.status = 500
    answer = storefront.get("/en/")
    assert answer.status_code == 503
    assert "We will be right back" in answer.text
    assert "https://wa.me/6289900001111?text=Hello" in answer.text


def test_nobody_listening_is_an_outage_too(start_storefront: StartStorefront) -> None:
    storefront = start_storefront(api_url="http://127.0.0.1:9")
    assert storefront.get("/").status_code == 503


def test_a_hanging_api_costs_a_visitor_one_time_budget(
    api: FakeApi, start_storefront: StartStorefront
) -> None:
    storefront = start_storefront(api_timeout=0.5)
    before = storefront.get("/produk/").text
    api.hangs = True
    started = time.monotonic()
    answer = storefront.get("/produk/")
    assert answer.text == before
    assert time.monotonic() - started < 1.5


def test_recovery_shows_on_the_next_load(api: FakeApi, storefront: httpx.Client) -> None:
    storefront.get("/")
    api.status = 500
    storefront.get("/")
    api.status = None
    api.page("/")["hero_title"] = "Kembali"
    answer = storefront.get("/")
    assert "Kembali" in answer.text
    assert "Cache-Status" not in answer.headers


def test_what_was_unpublished_does_not_return_in_an_outage(
    api: FakeApi, storefront: httpx.Client
) -> None:
    assert storefront.get("/produk/serum-kilau/").status_code == 200
    del api.pages["/produk/serum-kilau/"]
    assert storefront.get("/produk/serum-kilau/").status_code == 404
    api.status = 500
    assert storefront.get("/produk/serum-kilau/").status_code == 503


def test_a_bad_request_is_no_fault_of_the_visitor(api: FakeApi, storefront: httpx.Client) -> None:
    api.status = 400
    assert storefront.get("/produk/").status_code == 404


@pytest.mark.parametrize("status", [404, 410])
def test_only_the_cms_itself_withdraws_a_page(
    api: FakeApi, storefront: httpx.Client, status: int
) -> None:
    path = "/produk/serum-kilau/"
    before = storefront.get(path).text
    api.status = status
    for code, media_type in (
        ("not_found", "application/json"),
        ("not_found", "text/html"),
        ("other", PROBLEM),
    ):
        api.failure, api.failure_type = {"code": code}, media_type
        assert storefront.get(path).text == before
        assert storefront.get("/kontak/").status_code == 503
    api.failure, api.failure_type = {"code": "not_found"}, PROBLEM
    assert storefront.get(path).status_code == 404
    api.status = 503
    assert storefront.get(path).status_code == 503


def _age_copies(folder: Path, seconds: float) -> None:
    for path in folder.rglob("*.json"):
        copy = json.loads(path.read_text())
        path.write_text(json.dumps({**copy, "confirmed": copy["confirmed"] - seconds}))


def test_a_copy_is_shown_for_a_day_after_its_last_confirmation(
    api: FakeApi, start_storefront: StartStorefront, tmp_path: Path
) -> None:
    start_storefront().get("/kontak/")
    for _day in range(2):
        _age_copies(tmp_path, 23 * 3600)
        api.answered.clear()
        assert start_storefront().get("/kontak/").status_code == 200
        assert {status for _path, status in api.answered} == {304}
    api.status = 503
    assert start_storefront().get("/kontak/").status_code == 200
    _age_copies(tmp_path, 24 * 3600)
    assert start_storefront().get("/kontak/").status_code == 503


def test_searches_do_not_push_out_copies(
    api: FakeApi, storefront: httpx.Client, tmp_path: Path
) -> None:
    storefront.get("/produk/")
    kept = len(list((tmp_path / "storefront").rglob("*.json")))
    for number in range(5):
        storefront.get(f"/produk/?search=kata{number}")
    assert len(list((tmp_path / "storefront").rglob("*.json"))) == kept


def test_filters_without_end_do_not_push_out_pages(
    api: FakeApi, storefront: httpx.Client, tmp_path: Path
) -> None:
    storefront.get("/produk/")
    storefront.get("/edukasi/")
    pages = tmp_path / "storefront" / "pages"
    kept = set(pages.iterdir())
    for number in range(2, 7):
        storefront.get(f"/edukasi/?page={number}")
    assert set(pages.iterdir()) == kept
    for number in range(310):
        storefront.get(f"/produk/?brand=lumiere&brand=b{number}")
    api.status = 500
    assert storefront.get("/produk/?brand=lumiere&brand=b309").status_code == 200
    assert storefront.get("/produk/?brand=lumiere&brand=b0").status_code == 503
    assert "Menu products" in storefront.get("/produk/?brand=lumiere&brand=b0").text


def test_liveness_needs_nothing_and_readiness_something_to_show(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.status = 500
    assert storefront.get("/livez").status_code == 200
    assert storefront.get("/readyz").status_code == 503
    api.status = None
    assert storefront.get("/readyz").json() == {"status": "ok", "api": "ok"}
    api.status = 500
    assert storefront.get("/readyz").json() == {"status": "ok", "api": "down"}
