"""`manage.py smoke` against a real HTTP server that answers as CMS and storefront would."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from config.smoke.checks import API_HEADERS, HTML_HEADERS
from config.smoke_mark import LEAD, mark_of
from tests.loopback import Quiet, running

NUMBER = "+6281234567890"
HTML = {"Content-Type": "text/html"} | {
    name: "; ".join(parts) for name, parts in HTML_HEADERS.items()
}
JSON = {name: "; ".join(parts) for name, parts in API_HEADERS.items()}
JSON["Content-Type"] = "application/json; charset=utf-8"
SITE = {
    "site_name": "Alfa Beauty",
    "paths": {"products": "/produk/", "partnership": "/kemitraan/"},
    "whatsapp": {"number": NUMBER, "url": "https://wa.me/6281234567890"},
}
FORM = "".join(
    f'<input name="{name}">'
    for name in (
        *("business_name", "contact_name", "phone_whatsapp", "city", "salon_type", "consent"),
    )
)


def html(body: str, language: str = "id") -> str:
    return f"<!doctype html><html lang='{language}'><body>{body}</body></html>"


@dataclass
class Answers:
    """What the server answers, by path: status, headers, body. Tests change it."""

    by_path: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    posted: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    url: str = ""

    def page(self, path: str, body: str, language: str = "id") -> None:
        self.by_path[path] = (200, dict(HTML), html(body, language))


@pytest.fixture
def answers() -> Iterator[Answers]:
    """A whole and healthy product."""
    found = Answers()
    found.page("/", '<h1>Alfa Beauty</h1><a hreflang="en" href="/en/">EN</a>')
    found.page("/en/", "<h1>Welcome</h1>", "en")
    found.page(
        "/produk/", '<h1>Produk</h1><a href="/tentang/">x</a><a href="/produk/melati/">x</a>'
    )
    found.page(
        "/produk/melati/",
        f'<h1>Serum Melati</h1><a href="https://wa.me/{NUMBER[1:]}?text=Halo%20Serum%20Melati">x</a>',
    )
    found.page("/kemitraan/", f"<h1>Kemitraan</h1><form>{FORM}</form>")
    found.by_path["/sitemap.xml"] = (200, {}, "<urlset><url><loc>https://x/</loc></url></urlset>")
    found.by_path["/livez"] = found.by_path["/readyz"] = (200, JSON, "{}")
    found.by_path["/api/v2/site/"] = (200, JSON, json.dumps(SITE))

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(self.path)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found.posted.append((dict(self.headers), json.loads(self.rfile.read(length))))
            self.answer(f"POST {self.path}")

        def answer(self, key: str) -> None:
            status, headers, body = found.by_path.get(key, (404, {}, ""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    with running(server):
        yield found


def smoke(answers: Answers, *options: str) -> dict[str, dict[str, Any]]:
    """The outcomes by check."""
    out = StringIO()
    words = ("--storefront", answers.url, "--cms", answers.url, "--json", *options)
    try:
        call_command("smoke", *words, stdout=out)
    except CommandError:
        assert json.loads(out.getvalue())["ok"] is False
    return {outcome["check"]: outcome for outcome in json.loads(out.getvalue())["checks"]}


def states(outcomes: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {
        name: outcome["state"] for name, outcome in outcomes.items() if outcome["state"] != "ok"
    }


def test_a_healthy_product_passes(answers: Answers) -> None:
    assert states(smoke(answers)) == {}


def test_it_names_what_it_saw(answers: Answers) -> None:
    outcomes = smoke(answers)
    assert outcomes["Product detail"]["seen"] == "Serum Melati"
    assert outcomes["WhatsApp link"]["seen"] == f"{NUMBER}: Halo Serum Melati"


def test_a_person_reads_a_table_and_what_to_do_next(answers: Answers) -> None:
    answers.by_path["/readyz"] = (503, JSON, "{}")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 11 checks did not pass"):
        call_command("smoke", "--storefront", answers.url, "--cms", answers.url, stdout=out)
    assert "CMS ready" in out.getvalue()
    assert "→ Is the database up?" in out.getvalue()


def test_what_an_earlier_fault_hides_is_skipped_and_still_fails(answers: Answers) -> None:
    answers.by_path["/produk/"] = (500, HTML, "")
    assert states(smoke(answers)) == {
        "Products": "failed",
        "Product detail": "skipped",
        "WhatsApp link": "skipped",
    }


@pytest.mark.parametrize(
    ("path", "body", "check"),
    [
        ("/", "<h1></h1>", "Home"),
        ("/", "<h1>Home</h1>", "Language switch"),
        ("/produk/", "<h1>Produk</h1>", "Product detail"),
        ("/produk/melati/", "<h1>Serum Melati</h1>", "WhatsApp link"),
        ("/kemitraan/", "<h1>Kemitraan</h1><form></form>", "Lead form"),
    ],
)
def test_a_page_that_lacks_something_fails(
    answers: Answers, path: str, body: str, check: str
) -> None:
    answers.page(path, body)
    assert states(smoke(answers))[check] == "failed"


@pytest.mark.parametrize(
    "href",
    [
        "https://wa.me/620000000000?text=Halo%20Serum%20Melati",
        "https://wa.me/6281234567890?text=Halo",
        "https://wa.me/6281234567890",
        "https://example.com/6281234567890?text=Serum%20Melati",
    ],
)
def test_a_whatsapp_link_needs_our_number_and_the_products_name(
    answers: Answers, href: str
) -> None:
    answers.page("/produk/melati/", f'<h1>Serum Melati</h1><a href="{href}">x</a>')
    assert states(smoke(answers)) == {"WhatsApp link": "failed"}


@pytest.mark.parametrize("name", HTML_HEADERS)
def test_a_missing_security_header_is_named(answers: Answers, name: str) -> None:
    status, headers, body = answers.by_path["/"]
    answers.by_path["/"] = (status, {key: headers[key] for key in headers if key != name}, body)
    outcomes = smoke(answers)
    assert states(outcomes) == {"Security headers": "failed"}
    assert name in outcomes["Security headers"]["seen"]


@pytest.mark.parametrize("body", ["", "[]", "<html>"])
def test_a_cms_that_answers_nonsense_is_a_finding(answers: Answers, body: str) -> None:
    answers.by_path["/api/v2/site/"] = (200, JSON, body)
    assert states(smoke(answers))["Site settings"] == "failed"


@pytest.mark.parametrize("body", ["", "<urlset/>", "no xml"])
def test_a_sitemap_without_addresses_is_a_finding(answers: Answers, body: str) -> None:
    answers.by_path["/sitemap.xml"] = (200, {}, body)
    assert states(smoke(answers)) == {"Sitemap": "failed"}


def test_an_unreachable_product_is_a_finding_not_a_crash() -> None:
    outcomes = smoke(Answers(url="http://127.0.0.1:1"))
    assert set(states(outcomes)) == set(outcomes)


LEADS = "POST /api/public/partner-leads/"


def taken(answers: Answers, reference: str = "ABCD-1234") -> tuple[int, dict[str, str], str]:
    allowed = {"Access-Control-Allow-Origin": answers.url}
    return 201, allowed, json.dumps({"reference": reference})


def test_a_lead_is_sent_only_when_asked_for(answers: Answers) -> None:
    answers.by_path[LEADS] = taken(answers)
    assert "Test lead" not in smoke(answers)
    assert answers.posted == []


def test_the_lead_is_marked_by_a_signed_header_that_the_lead_app_accepts(
    answers: Answers, rf: RequestFactory
) -> None:
    answers.by_path[LEADS] = taken(answers)
    outcomes = smoke(answers, "--submit-lead")
    assert outcomes["Test lead"]["seen"] == "reference ABCD-1234"
    ((headers, form),) = answers.posted
    marked = rf.post("/", headers={"X-Smoke-Test": headers["X-Smoke-Test"]})
    assert mark_of(marked) == LEAD
    assert headers["Idempotency-Key"]
    assert form["consent"] is True


@pytest.mark.parametrize(
    "answer",
    [
        (503, {}, '{"code": "unavailable"}'),
        (201, {}, '{"reference": "ABCD-1234"}'),
        (201, {"Access-Control-Allow-Origin": "*"}, '{"reference": "ABCD-1234"}'),
    ],
)
def test_a_lead_that_a_browser_could_not_send_is_a_finding(
    answers: Answers, answer: tuple[int, dict[str, str], str]
) -> None:
    answers.by_path[LEADS] = answer
    assert states(smoke(answers, "--submit-lead")) == {"Test lead": "failed"}


def test_a_lead_without_a_reference_is_a_finding(answers: Answers) -> None:
    answers.by_path[LEADS] = taken(answers, reference="")
    assert states(smoke(answers, "--submit-lead")) == {"Test lead": "failed"}
