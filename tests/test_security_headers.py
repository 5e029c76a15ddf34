"""The header baseline on every kind of answer of the CMS and its APIs (ASVS 5.0 V3.4, V4.1.1).

The storefront's own answers are checked in `tests/storefront/`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import Settings

from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db
LEADS = "/api/public/partner-leads/"
Answer = Callable[[Client], Any]


def policy(response: Any) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return dict((directive.strip() + " ").split(" ", 1) for directive in directives)


def post_lead(client: Client, body: object) -> Any:
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(LEADS, data, content_type="application/json")


def lead(**fields: object) -> dict[str, object]:
    return {
        "business_name": "Salon Melati",
        "contact_name": "Rina",
        "phone_whatsapp": "0812-3456-7890",
        "city": "Bandung",
        "salon_type": "SALON",
        "consent": True,
        **fields,
    }


def too_many(client: Client) -> Any:
    for number in range(6):
        answer = post_lead(client, lead(business_name=f"Salon {number}"))
    return answer


def without_database(client: Client) -> Any:
    def refuse(*_args: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(refuse):
        return post_lead(client, lead())


def locked_out(client: Client) -> Any:
    for _attempt in range(5):
        answer = client.post(reverse("wagtailadmin_login"), {"username": "x", "password": "y"})
    return answer


HTML: dict[str, tuple[int, Answer]] = {
    "login": (200, lambda client: client.get("/admin/login/")),
    "redirect to login": (302, lambda client: client.get("/admin/")),
    "page on the storefront": (302, lambda client: client.get("/produk/")),
    "not found": (404, lambda client: client.get("/nothing/here/")),
    "static file": (200, lambda client: client.get("/static/wagtailadmin/js/icons.js")),
    "missing media": (404, lambda client: client.get("/media/missing.jpg")),
    "too large": (
        413,
        lambda client: client.post("/admin/login/", "x", "text/plain", CONTENT_LENGTH="99999999"),
    ),
    "locked login": (429, locked_out),
}
API: dict[str, tuple[int, Answer]] = {
    "listing": (200, lambda client: client.get("/api/v2/products/")),
    "API not found": (404, lambda client: client.get("/api/v2/nothing/")),
    "bad parameter": (400, lambda client: client.get("/api/v2/products/?nope=1")),
    "lead": (201, lambda client: post_lead(client, lead())),
    "lead refused": (400, lambda client: post_lead(client, lead(consent=False))),
    "lead too large": (413, lambda client: post_lead(client, lead(message="x" * 70_000))),
    "lead wrong type": (415, lambda client: client.post(LEADS, "x", content_type="text/plain")),
    "lead rate limited": (429, too_many),
    "lead without database": (503, without_database),
}


def check(status: int, answer: Answer) -> Any:
    response = answer(Client(raise_request_exception=False))
    assert response.status_code == status
    response.close()
    return response


def assert_baseline(response: Any) -> None:
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Permissions-Policy"] == "geolocation=(), microphone=(), camera=()"
    directives = policy(response)
    assert directives["base-uri"].strip() == "'none'"
    assert directives["object-src"].strip() == "'none'"
    assert directives["frame-ancestors"].strip() == "'self'"


@pytest.mark.parametrize("name", HTML)
def test_answers_for_people_carry_the_baseline(site_tree: SiteTree, name: str) -> None:
    response = check(*HTML[name])
    assert_baseline(response)
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("name", API)
def test_answers_for_programs_carry_the_baseline(site_tree: SiteTree, name: str) -> None:
    response = check(*API[name])
    assert_baseline(response)
    headers = response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Type"].endswith("; charset=utf-8")
    if "lead" in name:
        assert headers["Cache-Control"] == "no-store"


def test_a_media_file_carries_the_baseline(settings: Settings) -> None:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "note.txt").write_text("hello")
    assert_baseline(check(200, lambda client: client.get("/media/note.txt")))


@override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True
)
def test_transport_security_is_promised_over_https_only() -> None:
    client = Client()
    assert client.get("/admin/login/").status_code == 301
    secure = client.get("/admin/login/", secure=True)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
