"""Every page but a preview carries the script that reports to the CMS, and what it needs."""

import re

import httpx
import pytest

from storefront.version import app_version
from tests.storefront.conftest import StartStorefront
from tests.storefront.fake_api import TOKEN, FakeApi

SCRIPT = re.compile(r'<script type="module" src="/static/telemetry\.[0-9a-f]{12}\.js"></script>')
PREVIEW = "/preview/?content_type=cms.productpage&token="


def body(html: str) -> dict[str, str]:
    tag = re.findall(r"<body[^>]*>", html)[0]
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', tag))


@pytest.mark.parametrize(
    ("path", "status", "page_type"),
    [
        ("/", 200, "cms.HomePage"),
        ("/produk/", 200, "cms.ProductIndexPage"),
        ("/tidak-ada/", 404, "error"),
    ],
)
def test_a_page_says_what_it_is_and_where_reports_go(
    api: FakeApi, storefront: httpx.Client, path: str, status: int, page_type: str
) -> None:
    answer = storefront.get(path)
    assert answer.status_code == status
    assert SCRIPT.search(answer.text)
    assert body(answer.text) == {
        "telemetry-url": f"{api.url}/api/public/telemetry/",
        "page-type": page_type,
        "app-version": app_version(),
    }


def test_reports_go_to_the_address_that_browsers_know(
    api: FakeApi, start_storefront: StartStorefront
) -> None:
    page = start_storefront(cms_url="https://cms.example.com", api_url=api.url).get("/")
    address = body(page.text)["telemetry-url"]
    assert address == "https://cms.example.com/api/public/telemetry/"
    allowed = page.headers["Content-Security-Policy"].split("; ")
    assert "connect-src 'self' https://cms.example.com" in allowed


def test_pages_report_during_an_outage_too(api: FakeApi, storefront: httpx.Client) -> None:
    api.status = 500
    answer = storefront.get("/")
    assert answer.status_code == 503
    assert SCRIPT.search(answer.text)
    assert body(answer.text)["telemetry-url"].startswith(api.url)


@pytest.mark.parametrize("token", [TOKEN, "bad"])
def test_previews_do_not_report(storefront: httpx.Client, token: str) -> None:
    assert "telemetry." not in storefront.get(f"{PREVIEW}{token}").text


def test_the_release_is_the_same_in_every_process() -> None:
    assert re.fullmatch("[0-9a-f]{12}", app_version())
