"""A PostgreSQL that is connected and says nothing more: stopped by a signal, on its own server."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import Locale, Page, Site

from fanout.models import Event
from lead.announcement import announce
from lead.api import submission
from lead.api.patience import reachability
from lead.models import Lead
from tests import services
from tests.database import is_prepared, switched_to
from tests.database import settings as database_settings
from tests.lead.conftest import Answer, form, post
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL"),
    pytest.mark.skipif(not services.postgres_bin(), reason="PostgreSQL's programs were not found"),
]


@pytest.fixture
def own_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's default connection goes to a server of the test's own, with an empty site."""
    with django_db_blocker.unblock(), services.postgres() as url:
        has_tables = is_prepared()
        if has_tables:
            _copy_schema(url)
        parts = urlsplit(url)
        server = {
            "HOST": parts.hostname,
            "PORT": str(parts.port),
            "USER": parts.username,
            "NAME": parts.path.strip("/"),
        }
        with switched_to(**server):
            if not has_tables:
                call_command("migrate", verbosity=0)
            ContentType.objects.clear_cache()
            _make_site()
            yield
        ContentType.objects.clear_cache()


def _make_site() -> None:
    """The one site, whether the tables came empty or with what the migrations put there."""
    if not Site.objects.exists():
        Locale.objects.create(language_code="id")
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        Site.objects.create(hostname="localhost", root_page=root, is_default_site=True)


def _copy_schema(url: str) -> None:
    programs = services.postgres_bin()
    assert programs is not None
    source = database_settings()
    address = f"postgres://{source['USER']}@{source['HOST']}:{source['PORT']}/{source['NAME']}"
    environment = {**os.environ, "PGPASSWORD": source["PASSWORD"]}
    schema = subprocess.run(
        [programs / "pg_dump", "--schema-only", "--no-owner", address],
        env=environment,
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [programs / "psql", "--quiet", url], input=schema.stdout, check=True, capture_output=True
    )


def _server_processes() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    postmaster = int(Path(folder, "postmaster.pid").read_text().splitlines()[0])
    # The parent is the fourth field, after a name in brackets that may hold anything.
    parents = {
        int(stat.parent.name): int(stat.read_text().rpartition(")")[2].split()[1])
        for stat in Path("/proc").glob("[0-9]*/stat")
        if stat.exists()
    }
    return [postmaster, *(pid for pid, parent in parents.items() if parent == postmaster)]


@contextmanager
def frozen() -> Iterator[None]:
    stopped = _server_processes()
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def _submit(key: str, **changes: str) -> Answer:
    close_old_connections()  # as a web process does before each request, and the test client not
    return post(Client(), form(**changes), key=key)


def _answer_in_time(key: str) -> Answer:
    before = time.monotonic()
    answer = _submit(key)
    assert time.monotonic() - before < 3
    return answer


def _assert_sorry(answer: Answer) -> None:
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["whatsapp_url"].startswith("https://wa.me/62800000004?")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_frozen_server_is_told_in_time_and_nothing_is_lost(
    own_server: None, settings: Settings
) -> None:
    settings.WHATSAPP_NUMBER = "+62800000004"
    assert _submit("earlier", city="Medan").status_code == 201
    with frozen():
        # First over the pool's own connection, then with none left and none to be had.
        for _request in range(2):
            reachability.is_there()  # nobody has found out yet
            _assert_sorry(_answer_in_time("the-key"))
    wait_until(lambda: _submit("the-key").status_code == 201, 30)
    assert sorted(Lead.objects.values_list("city", flat=True)) == ["Bandung", "Medan"]
    assert Event.objects.filter(type="lead.created").count() == 2


def test_a_server_that_freezes_in_the_middle_leaves_no_half_lead(
    own_server: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WHATSAPP_NUMBER = "+62800000004"
    assert _submit("earlier", city="Medan").status_code == 201
    stopping = frozen()

    def freeze_and_announce(lead: Lead) -> None:
        assert Lead.objects.filter(pk=lead.pk).exists()
        stopping.__enter__()
        announce(lead)

    with monkeypatch.context() as patch:
        patch.setattr(submission, "announce", freeze_and_announce)
        try:
            _assert_sorry(_answer_in_time("the-key"))
        finally:
            stopping.__exit__(None, None, None)
    wait_until(lambda: _submit("the-key").status_code == 201, 30)
    assert Lead.objects.filter(city="Bandung").count() == 1
    assert Event.objects.filter(type="lead.created").count() == 2
