"""Addresses outside are asked by a job: seldom, politely, and never inside our own network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

import pytest
from django.utils import timezone
from pytest_django import Settings

from cms.links.check import check_due
from cms.models import CheckedLink
from tests.loopback import Quiet, running
from tests.services import free_port

Status = CheckedLink.Status
MOST, SECONDS = 20, 20


class Website:
    """Answers with the status that the path names, or leads to where `locations` says.

    Below /get-only/ it refuses `HEAD`, and below /slow/ it thinks for a while.
    """

    THINKS_SECONDS = 0.3

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, str]] = []
        self.url = ""
        self.locations = {"/to-200": "/200", "/to-404": "/404", "/loop": "/loop"}


@contextmanager
def website() -> Iterator[Website]:
    site = Website()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def _answer(self) -> None:
            if self.path.startswith("/slow/"):
                Event().wait(site.THINKS_SECONDS)
            site.requests.append((self.command, self.path, self.headers["User-Agent"]))
            name = self.path.rpartition("/")[2]
            is_head_refused = self.path.startswith("/get-only/") and self.command == "HEAD"
            status = 302 if self.path in site.locations else int(name)
            self.send_response(405 if is_head_refused else status)
            if self.path in site.locations:
                self.send_header("Location", site.locations[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    with running(server):
        yield site


@pytest.fixture
def site(settings: Settings, db: None) -> Iterator[Website]:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with website() as running:
        yield running


def checked(url: str) -> CheckedLink:
    link, _made = CheckedLink.objects.get_or_create(url=url)
    CheckedLink.objects.filter(pk=link.pk).update(next_check_at=timezone.now())
    check_due(MOST, SECONDS)
    link.refresh_from_db()
    return link


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/200", Status.WORKS, 200),
        ("/get-only/200", Status.WORKS, 200),
        ("/to-200", Status.WORKS, 200),
        ("/to-404", Status.MISSING, 404),
        ("/404", Status.MISSING, 404),
        ("/410", Status.MISSING, 410),
        ("/403", Status.UNCLEAR, 403),
        ("/429", Status.UNCLEAR, 429),
        ("/999", Status.UNCLEAR, 999),
        ("/400", Status.FAILING, 400),
        ("/503", Status.FAILING, 503),
        ("/loop", Status.FAILING, None),
    ],
)
def test_what_a_site_answers(site: Website, path: str, status: str, code: int | None) -> None:
    link = checked(f"{site.url}{path}")
    assert (link.status, link.http_status) == (status, code)
    assert link.checked_at is not None


def test_site_that_is_not_there(site: Website) -> None:
    assert checked(f"http://127.0.0.1:{free_port()}/").status == Status.FAILING


@pytest.mark.parametrize(
    "url", ["http://[", "https://xn--/", "http://exa\x00mple.org/", "http://:1/", "https://a:b/"]
)
def test_malformed_address_ends_no_run(site: Website, url: str) -> None:
    CheckedLink.objects.bulk_create([CheckedLink(url=url.replace("\x00", "%00"))])
    works = checked(f"{site.url}/200")
    assert works.status == Status.WORKS
    assert CheckedLink.objects.exclude(pk=works.pk).get().status == Status.FAILING


def test_our_own_network_is_never_asked(site: Website, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = []
    assert checked(f"{site.url}/200").status == Status.PRIVATE
    assert site.requests == []


def test_redirect_into_our_own_network_is_not_followed(site: Website, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    port = site.url.rpartition(":")[2]
    with website() as inner:
        site.locations["/away"] = f"{inner.url}/200"
        assert checked(f"http://localhost:{port}/away").status == Status.PRIVATE
        assert inner.requests == []


def test_sites_learn_who_asks(site: Website, settings: Settings) -> None:
    checked(f"{site.url}/200")
    assert site.requests == [("HEAD", "/200", settings.LINK_CHECK_USER_AGENT)]
    assert settings.STOREFRONT_URL in settings.LINK_CHECK_USER_AGENT


def test_what_works_is_asked_again_after_a_week_and_a_fault_after_a_day(site: Website) -> None:
    works, fails = checked(f"{site.url}/200"), checked(f"{site.url}/500")
    assert works.checked_at
    assert fails.checked_at
    assert works.next_check_at - works.checked_at == timedelta(days=7)
    assert fails.next_check_at - fails.checked_at == timedelta(days=1)


def test_faults_in_a_row_are_counted(site: Website) -> None:
    assert checked(f"{site.url}/500").faults == 1
    link = checked(f"{site.url}/500")
    assert link.faults == 2
    CheckedLink.objects.filter(pk=link.pk).update(url=f"{site.url}/200")
    assert checked(f"{site.url}/200").faults == 0


def test_site_that_answers_slowly_again_and_again_is_given_up(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.locations |= {f"/slow/{hop}": f"/slow/{hop + 1}" for hop in range(1, 4)}
    site.locations["/slow/4"] = "/200"
    assert checked(f"{site.url}/slow/1").status == Status.WORKS
    site.requests.clear()
    monkeypatch.setattr("cms.links.check.PATIENCE_IN_ALL", site.THINKS_SECONDS)
    link = checked(f"{site.url}/slow/1")
    assert (link.status, link.http_status, link.faults) == (Status.FAILING, None, 1)
    assert len(site.requests) < 4


def test_few_are_asked_in_one_run(site: Website) -> None:
    CheckedLink.objects.bulk_create(
        [CheckedLink(url=f"{site.url}/{number}/200") for number in range(5)]
    )
    assert check_due(2, SECONDS) == 2
    assert len(site.requests) == 2
    assert check_due(MOST, 0) == 0
    assert check_due(MOST, SECONDS) == 3
    assert check_due(MOST, SECONDS) == 0


def test_address_that_another_worker_took_is_not_asked(db: None) -> None:
    link = CheckedLink.objects.create(url="https://example.org/")
    assert link.claim()
    assert not link.claim()
