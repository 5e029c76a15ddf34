"""Pages come and go at the time that their editors chose."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from cms.models import AboutPage, ContactPage, ProductPage
from cms.tasks import publish_scheduled
from config.celery import app
from tests import factories, processes
from tests.cms.conftest import member
from tests.site_tree import SiteTree, build_site_tree
from tests.waiting import wait_until

START_SECONDS = 60
PAST, FUTURE = timedelta(minutes=-1), timedelta(hours=1)


def schedule(page: Page, go_live: timedelta, expire: timedelta | None = None) -> None:
    """As the editor's *Publish* with a schedule does; the job comes at a time of ours."""
    page.go_live_at = moment(go_live)
    page.expire_at = moment(expire) if expire else None
    page.save_revision(approved_go_live_at=page.go_live_at)


def moment(distance: timedelta) -> datetime:
    return timezone.now() + distance


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_page_goes_live_when_its_time_has_come(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    about.unpublish()
    schedule(about, FUTURE)
    publish_scheduled()
    assert not is_live(about)

    schedule(about, PAST)
    publish_scheduled()
    assert is_live(about)
    publish_scheduled()
    assert is_live(about)


def test_new_version_replaces_the_old_one_at_its_time(site_tree: SiteTree) -> None:
    about = AboutPage.objects.get(pk=site_tree.id.about.pk)
    about.title = "Tentang yang baru"
    schedule(about, FUTURE)
    publish_scheduled()
    assert AboutPage.objects.get(pk=about.pk).title == "About"
    schedule(about, PAST)
    publish_scheduled()
    assert AboutPage.objects.get(pk=about.pk).title == "Tentang yang baru"


def test_page_leaves_the_site_when_it_expires(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    Page.objects.filter(pk=about.pk).update(expire_at=moment(PAST))
    publish_scheduled()
    page = Page.objects.get(pk=about.pk)
    assert (page.live, page.expired) == (False, True)


def test_visitors_lose_an_expired_page_before_the_job_ran(site_tree: SiteTree) -> None:
    address = f"/api/v2/pages/{site_tree.id.about.pk}/"
    assert Client().get(address).status_code == 200
    Page.objects.filter(pk=site_tree.id.about.pk).update(expire_at=moment(PAST))
    assert Client().get(address).status_code == 404


def test_page_that_is_due_and_over_does_not_stay(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    about.unpublish()
    schedule(about, PAST * 2, expire=PAST)
    publish_scheduled()
    assert not is_live(about)


def test_renewed_page_does_not_expire_by_its_old_date(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    Page.objects.filter(pk=about.pk).update(expire_at=moment(PAST))
    about.refresh_from_db()
    schedule(about, PAST, expire=FUTURE)
    publish_scheduled()
    assert is_live(about)


def test_one_that_cannot_be_published_keeps_no_other_waiting(
    site_tree: SiteTree, caplog: pytest.LogCaptureFixture
) -> None:
    twin = factories.ProductPageFactory(parent=site_tree.id.products, code="A-1", live=False)
    schedule(twin, PAST * 2)
    factories.ProductPageFactory(parent=site_tree.id.products, code="B-1")
    ProductPage.objects.filter(code="B-1").update(code="A-1")
    contact = ContactPage.objects.get(pk=site_tree.id.contact.pk)
    contact.unpublish()
    schedule(contact, PAST)
    publish_scheduled()
    assert not is_live(twin)
    assert is_live(contact)
    assert "schedule.refused" in caplog.text


@contextmanager
def when(signal: Signal, change: Callable[[], Any]) -> Iterator[None]:
    """What an editor does while the job is busy with the page before."""

    def once(**_signal: Any) -> None:
        signal.disconnect(once)
        change()

    signal.connect(once)
    yield
    signal.disconnect(once)


def test_schedule_that_is_cancelled_while_the_job_runs_is_kept_to(site_tree: SiteTree) -> None:
    about, contact = (page.specific for page in (site_tree.id.about, site_tree.id.contact))
    for page, distance in ((about, PAST * 2), (contact, PAST)):
        page.title = "Terjadwal"
        schedule(page, distance)

    def publish_newer() -> None:
        contact.title, contact.go_live_at = "Lebih baru", None
        contact.save_revision().publish()

    with when(page_published, publish_newer):
        publish_scheduled()
    assert Page.objects.get(pk=about.pk).title == "Terjadwal"
    assert Page.objects.get(pk=contact.pk).title == "Lebih baru"


def test_page_that_is_extended_while_the_job_runs_stays_as_it_is(site_tree: SiteTree) -> None:
    about, contact = site_tree.id.about, site_tree.id.contact
    Page.objects.filter(pk=about.pk).update(expire_at=moment(PAST * 2))
    contacts = Page.objects.filter(pk=contact.pk)
    contacts.update(expire_at=moment(PAST))
    with when(page_unpublished, lambda: contacts.update(expire_at=moment(FUTURE))):
        publish_scheduled()
    assert not is_live(about)
    assert is_live(contact)


def test_page_that_expires_keeps_what_was_changed_while_the_job_ran(site_tree: SiteTree) -> None:
    about, contact = site_tree.id.about, site_tree.id.contact
    Page.objects.filter(pk=about.pk).update(expire_at=moment(PAST * 2))
    contacts = Page.objects.filter(pk=contact.pk)
    contacts.update(expire_at=moment(PAST))
    with when(page_unpublished, lambda: contacts.update(title="Baru", url_path="/baru/")):
        publish_scheduled()
    page = contacts.get()
    assert (page.live, page.title, page.url_path) == (False, "Baru", "/baru/")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_page_that_somebody_is_changing_waits_for_the_next_run(committed: str) -> None:
    about = build_site_tree().id.about
    about.unpublish()
    schedule(about, PAST)

    def run() -> None:
        publish_scheduled()
        connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=about.pk)
        thread.start()
        thread.join(START_SECONDS)
        assert not thread.is_alive()
    assert not is_live(about)
    publish_scheduled()
    assert is_live(about)


def test_approved_page_with_a_date_waits_for_it(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    about.unpublish()
    about.go_live_at = moment(FUTURE)
    about.save_revision()
    editor, lead = member("editor", "Editor"), member("lead", "Marketing lead")
    page = Page.objects.get(pk=about.pk)
    page.get_workflow().start(page, None)
    for client in (editor, lead):
        state = Page.objects.get(pk=about.pk).current_workflow_task_state
        address = reverse(
            "wagtailadmin_pages:workflow_action", args=[about.pk, "approve", state.pk]
        )
        client.post(address, {"comment": ""})
    page = Page.objects.get(pk=about.pk)
    assert (page.live, page.approved_schedule, page.current_workflow_state) == (False, True, None)

    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = moment(PAST)
    revision.content["go_live_at"] = moment(PAST).isoformat()
    revision.save()
    publish_scheduled()
    assert is_live(about)


def test_scheduled_version_goes_live_while_a_newer_one_waits_for_approval(
    site_tree: SiteTree,
) -> None:
    about = AboutPage.objects.get(pk=site_tree.id.about.pk)
    about.title = "Terjadwal"
    schedule(about, PAST)
    about.title = "Menunggu persetujuan"
    about.go_live_at = None
    about.save_revision()
    about.get_workflow().start(about, None)
    publish_scheduled()
    page = AboutPage.objects.get(pk=about.pk)
    assert page.title == "Terjadwal"
    assert page.get_latest_revision_as_object().title == "Menunggu persetujuan"
    assert page.current_workflow_state.status == "in_progress"


def test_beat_names_jobs_that_exist() -> None:
    names = {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}
    app.loader.import_default_modules()
    assert names <= set(app.tasks)
    assert {
        "cms.publish_scheduled",
        "cms.send_mails",
        "cms.index_links",
        "cms.check_links",
    } <= names


@pytest.fixture
def beat_and_worker(committed: str, tmp_path: Path) -> Iterator[None]:
    env: dict[str, Any] = {
        "DATABASE_URL": committed,
        "VAR_DIR": str(tmp_path / "var"),
        "BROKER_URL": "filesystem://",
        "PUBLISH_INTERVAL": "1",
    }
    with ExitStack() as stack:
        for name, role in (("worker", processes.WORKER), ("beat", processes.BEAT)):
            process = processes.start(role, env, tmp_path / f"{name}.log")
            stack.callback(processes.kill, process)
        yield


@pytest.mark.processes
def test_real_processes_publish_and_unpublish_in_time(beat_and_worker: None) -> None:
    about = build_site_tree().id.about
    about.unpublish()
    schedule(about, timedelta(seconds=2))
    assert not is_live(about)
    wait_until(lambda: is_live(about), START_SECONDS, "the page to go live")
    Page.objects.filter(pk=about.pk).update(expire_at=moment(timedelta(seconds=1)))
    wait_until(lambda: not is_live(about), START_SECONDS, "the page to expire")
