"""The storefront's origin may read every answer of the API, errors included; nobody else may."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

import config.urls
from config.problems import problem
from tests.site_tree import SiteTree

STOREFRONT = "http://localhost:3000"
EXPOSED = {"ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed"}
LEADS = "/api/public/partner-leads/"


def answer(request: HttpRequest, status: int) -> HttpResponse:
    if status == 500:
        raise RuntimeError("broken")
    return problem(status, "refused", "Refused")


urlpatterns = [path("api/public/answer/<int:status>/", answer), *config.urls.urlpatterns]
handler500 = "config.errors.server_error"


def exposed(response: Any) -> set[str]:
    return {name.strip() for name in response["Access-Control-Expose-Headers"].split(",")}


def preflight(origin: str, headers: str) -> Any:
    return Client().options(
        LEADS,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": headers,
        },
    )


def test_preflight_of_the_partner_form_is_allowed() -> None:
    response = preflight(STOREFRONT, "content-type,idempotency-key,accept-language")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == STOREFRONT
    assert "POST" in response["Access-Control-Allow-Methods"]
    allowed = {name.strip() for name in response["Access-Control-Allow-Headers"].split(",")}
    assert {"content-type", "idempotency-key", "accept-language"} <= allowed
    assert "authorization" not in allowed
    assert response["Access-Control-Max-Age"] == "7200"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost:3000.evil.example",
    ],
)
def test_other_origins_get_nothing(site_tree: SiteTree, origin: str) -> None:
    listing = Client().get("/api/v2/pages/", headers={"Origin": origin})
    for response in (preflight(origin, "content-type"), listing):
        assert not [name for name in response.headers if name.startswith("Access-Control-")]
        assert "origin" in response["Vary"].lower()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v2/pages/", 200),
        ("/api/v2/pages/?nope=1", 400),
        ("/api/v2/pages/999999/", 404),
        ("/api/v2/nothing/here/", 404),
    ],
)
def test_storefront_reads_content_and_errors(
    site_tree: SiteTree, address: str, status: int
) -> None:
    response = Client().get(address, headers={"Origin": STOREFRONT})
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == STOREFRONT
    assert exposed(response) == EXPOSED


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 422, 429, 500, 503])
def test_storefront_reads_every_refusal(status: int) -> None:
    client = Client(raise_request_exception=False)
    response = client.get(f"/api/public/answer/{status}/", headers={"Origin": STOREFRONT})
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == STOREFRONT
    assert exposed(response) == EXPOSED


def test_admin_is_not_shared_with_the_storefront(db: None) -> None:
    response = Client().get("/admin/login/", headers={"Origin": STOREFRONT})
    assert "Access-Control-Allow-Origin" not in response


def test_storefront_reads_the_refusal_of_a_body_too_large_to_be_read() -> None:
    response = Client().post(
        LEADS,
        "{}",
        content_type="application/json",
        CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1),
        headers={"Origin": STOREFRONT},
    )
    assert response.status_code == 413
    assert response["Access-Control-Allow-Origin"] == STOREFRONT
    assert exposed(response) == EXPOSED


def test_a_browser_may_ask_whether_its_copy_is_still_right(site_tree: SiteTree) -> None:
    client = Client(headers={"Origin": STOREFRONT})
    first = client.get("/api/v2/site/")
    assert "ETag" in exposed(first)
    allowed = preflight(STOREFRONT, "if-none-match")["Access-Control-Allow-Headers"]
    assert "if-none-match" in allowed
    again = client.get("/api/v2/site/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
