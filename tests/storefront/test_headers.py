import httpx
import pytest

from tests.storefront.conftest import StartStorefront
from tests.storefront.fake_api import TOKEN, FakeApi

PREVIEW = f"/preview/?content_type=cms.productpage&token={TOKEN}"


def assert_baseline(answer: httpx.Response, code: str = "'self'") -> None:
    """`code` names the origins whose scripts and styles may run."""
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"] == "geolocation=(), microphone=(), camera=()"
    policy = headers["Content-Security-Policy"]
    for directive in (
        "default-src 'self'",
        f"script-src {code}",
        f"style-src {code}",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
    ):
        assert directive in policy.split("; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/lama/", 302),
        ("GET", "/produk", 301),
        ("GET", "/tidak-ada/", 404),
        ("GET", "/static/none.css", 404),
        ("POST", "/", 405),
        ("GET", "/robots.txt", 200),
        ("GET", "/sitemap.xml", 200),
        ("GET", "/favicon.ico", 200),
        ("GET", "/livez", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_every_answer_carries_the_baseline(
    api: FakeApi, storefront: httpx.Client, method: str, path: str, status: int
) -> None:
    api.redirects["/lama/"] = {"status": 302, "location": "/"}
    answer = storefront.request(method, path)
    assert answer.status_code == status
    assert_baseline(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", PREVIEW, 200), ("GET", "/preview/", 404), ("DELETE", "/preview/", 405)],
)
def test_only_a_preview_may_run_the_checks_of_the_cms(
    api: FakeApi, storefront: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = storefront.request(method, path)
    assert answer.status_code == status
    assert_baseline(answer, code=f"'self' {api.url}")


def test_answers_during_an_outage_and_after_a_fault_carry_the_baseline(
    api: FakeApi, storefront: httpx.Client
) -> None:
    api.status = 500
    assert_baseline(storefront.get("/"))
    api.status = None
    api.page("/")["meta"]["seo"] = "not an object"
    api.page("/produk/")["meta"]["alternates"] = [{}]
    broken = storefront.get("/produk/")
    assert broken.status_code == 500
    assert "Terjadi kesalahan di sisi kami" in broken.text
    assert_baseline(broken)


def test_only_the_preview_may_be_framed_and_only_by_the_cms(
    api: FakeApi, storefront: httpx.Client
) -> None:
    page, preview = storefront.get("/").headers, storefront.get(PREVIEW).headers
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert f"frame-ancestors {api.url}" in preview["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview


def test_pictures_and_form_may_reach_the_cms(api: FakeApi, storefront: httpx.Client) -> None:
    policy = storefront.get("/").headers["Content-Security-Policy"].split("; ")
    assert f"img-src 'self' {api.url}" in policy
    assert f"connect-src 'self' {api.url}" in policy


def test_https_is_insisted_on_only_where_the_site_has_it(start_storefront: StartStorefront) -> None:
    plain = start_storefront().get("/").headers
    assert "Strict-Transport-Security" not in plain
    assert "upgrade-insecure-requests" not in plain["Content-Security-Policy"]
    secure = start_storefront(storefront_url="https://www.example.com").get("/").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "upgrade-insecure-requests" in secure["Content-Security-Policy"]
