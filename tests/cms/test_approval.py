"""Two steps to publication: an editor's check, then the marketing lead's approval."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage

from cms.models import AboutPage, User, WaitingMail
from cms.notifications import send_waiting_mails
from tests.cms.conftest import member
from tests.site_tree import SiteTree

migration = import_module("cms.migrations.0007_approval_workflow")
SEND_SECONDS = 20


@pytest.fixture
def editor(db: None) -> Client:
    return member("editor", "Editor")


@pytest.fixture
def lead(db: None) -> Client:
    return member("lead", "Marketing lead")


@pytest.fixture
def about(site_tree: SiteTree) -> AboutPage:
    """Live, and with a revision to edit."""
    site_tree.id.about.save_revision().publish()
    page: AboutPage = AboutPage.objects.get(pk=site_tree.id.about.pk)
    return page


def edit(client: Client, page: Page, **action: str) -> Any:
    form = {
        "title": "Tentang yang baru",
        "slug": page.slug,
        "introduction": "",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **action,
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def submit(client: Client, page: Page) -> None:
    assert edit(client, page, **{"action-submit": "submit"}).status_code == 302


def act(client: Client, page: Page, action: str, comment: str = "") -> Any:
    task_state = Page.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task_state.pk])
    return client.post(address, {"comment": comment})


def title(page: Page) -> str:
    return AboutPage.objects.get(pk=page.pk).title


def recipients() -> list[str]:
    mail.outbox.clear()
    send_waiting_mails(SEND_SECONDS)
    return sorted(address for message in mail.outbox for address in message.to)


def test_page_goes_live_after_the_editors_check_and_the_leads_approval(
    editor: Client, lead: Client, about: AboutPage
) -> None:
    member("colleague", "Editor")
    submit(editor, about)
    assert title(about) == "About"
    assert recipients() == ["colleague@alfabeauty.invalid"]

    act(editor, about, "approve")
    assert title(about) == "About"
    assert recipients() == ["lead@alfabeauty.invalid"]
    assert f"http://localhost:8000/admin/pages/{about.pk}/edit/" in mail.outbox[0].body

    act(lead, about, "approve")
    assert title(about) == "Tentang yang baru"
    assert AboutPage.objects.get(pk=about.pk).live
    assert recipients() == ["editor@alfabeauty.invalid"]


def test_editor_is_told_what_the_lead_wants_changed(
    editor: Client, lead: Client, about: AboutPage
) -> None:
    submit(editor, about)
    act(editor, about, "approve")
    recipients()
    act(lead, about, "reject", "Judulnya terlalu panjang.")
    assert title(about) == "About"
    assert recipients() == ["editor@alfabeauty.invalid"]
    assert "Judulnya terlalu panjang." in mail.outbox[0].body
    page = AboutPage.objects.get(pk=about.pk)
    assert page.current_workflow_state.status == "needs_changes"

    assert edit(editor, about, **{"action-restart-workflow": "x"}).status_code == 302
    assert AboutPage.objects.get(pk=about.pk).current_workflow_task.name == "Pemeriksaan editor"


def test_editor_cannot_publish(editor: Client, about: AboutPage) -> None:
    edit(editor, about, **{"action-publish": "publish"})
    assert title(about) == "About"
    assert AboutPage.objects.get(pk=about.pk).has_unpublished_changes


def test_editor_cannot_take_the_leads_step(editor: Client, about: AboutPage) -> None:
    submit(editor, about)
    act(editor, about, "approve")
    answer = act(editor, about, "approve")
    assert answer.headers["Location"] == reverse("wagtailadmin_home")
    assert title(about) == "About"


def test_editor_cannot_change_what_waits_for_the_lead(editor: Client, about: AboutPage) -> None:
    submit(editor, about)
    act(editor, about, "approve")
    before = AboutPage.objects.get(pk=about.pk).latest_revision_id
    edit(editor, about)
    assert AboutPage.objects.get(pk=about.pk).latest_revision_id == before


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_editor_takes_no_page_off_the_site(name: str, editor: Client, about: AboutPage) -> None:
    editor.post(reverse(f"wagtailadmin_pages:{name}", args=[about.pk]))
    assert AboutPage.objects.get(pk=about.pk).live


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_workflows:index",
        "wagtailusers_groups:index",
        "wagtailredirects:index",
        "wagtailsnippets_cms_brand:add",
        "wagtailsnippets_lead_lead:list",
    ],
)
def test_editor_is_refused(name: str, editor: Client, site_tree: SiteTree) -> None:
    answer = editor.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("wagtailadmin_home"))


def test_every_page_of_every_language_has_the_workflow(site_tree: SiteTree) -> None:
    for page in Page.objects.filter(depth__gt=1):
        workflow = page.get_workflow()
        assert workflow.name == "Persetujuan konten"
        assert [task.name for task in workflow.tasks] == [
            "Pemeriksaan editor",
            "Persetujuan pimpinan marketing",
        ]


def test_unreachable_mail_server_neither_stops_nor_loses_anything(
    editor: Client, lead: Client, about: AboutPage, settings: Any
) -> None:
    submit(editor, about)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    assert act(editor, about, "approve").status_code == 302
    assert AboutPage.objects.get(pk=about.pk).current_workflow_task.name == (
        "Persetujuan pimpinan marketing"
    )
    assert send_waiting_mails(SEND_SECONDS) == 0
    waiting = WaitingMail.objects.get(recipient="lead@alfabeauty.invalid")
    assert waiting.tries == 1
    assert send_waiting_mails(SEND_SECONDS) == 0, "not due yet"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    WaitingMail.objects.update(next_try_at=waiting.next_try_at.replace(year=2020))
    assert "lead@alfabeauty.invalid" in recipients()
    assert not WaitingMail.objects.exists()


def test_mail_is_given_up_after_its_last_try(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    WaitingMail.objects.create(recipient="a@alfabeauty.invalid", subject="x", text="x", tries=7)
    send_waiting_mails(SEND_SECONDS)
    assert not WaitingMail.objects.exists()


def test_line_break_in_a_title_stays_out_of_the_subject(
    editor: Client, lead: Client, about: AboutPage
) -> None:
    submit(editor, about)
    title = "Tentang\r\nBcc: all@alfabeauty.invalid"
    AboutPage.objects.filter(pk=about.pk).update(draft_title=title)
    act(editor, about, "approve")
    assert recipients() == ["lead@alfabeauty.invalid"]
    assert "Tentang Bcc: all@alfabeauty.invalid" in mail.outbox[0].subject


def test_mail_that_cannot_be_sent_keeps_no_other_waiting_and_is_given_up(db: None) -> None:
    broken = {"subject": "two\nlines", "text": "x"}
    WaitingMail.objects.create(recipient="a@alfabeauty.invalid", **broken)
    WaitingMail.objects.create(recipient="c@alfabeauty.invalid", tries=7, **broken)
    WaitingMail.objects.create(recipient="b@alfabeauty.invalid", subject="x", text="x")
    assert recipients() == ["b@alfabeauty.invalid"]
    assert WaitingMail.objects.get().tries == 1


def test_a_mail_that_another_worker_took_is_not_sent(db: None) -> None:
    waiting = WaitingMail.objects.create(recipient="a@alfabeauty.invalid", subject="x", text="x")
    assert waiting.claim()
    assert not waiting.claim()


def state() -> Any:
    root = Page.get_first_root_node()
    return (
        sorted(Group.objects.values_list("name", flat=True)),
        sorted(Workflow.objects.values_list("name", "active")),
        sorted(GroupApprovalTask.objects.values_list("name", "active", "groups__name")),
        WorkflowPage.objects.get(page=root).workflow.name,
    )


def test_migration_run_twice_changes_nothing_more(db: None) -> None:
    before = state()
    migration.make_approval(apps, connection)
    assert state() == before


def test_migration_can_be_taken_back_and_made_again(db: None) -> None:
    before = state()
    migration.remove_approval(apps, connection)
    _groups, workflows, _tasks, assigned = state()
    assert (workflows, assigned) == ([("Moderators approval", True)], "Moderators approval")
    migration.make_approval(apps, connection)
    assert state() == before


def test_taking_the_migration_back_keeps_the_groups_and_their_people(editor: Client) -> None:
    migration.remove_approval(apps, connection)
    assert User.objects.get(username="editor").groups.get().name == "Editor"


def test_migration_respects_a_workflow_of_the_companys_own(db: None) -> None:
    own = Workflow.objects.create(name="Our own")
    WorkflowPage.objects.filter(page=Page.get_first_root_node()).update(workflow=own)
    migration.make_approval(apps, connection)
    assert state()[-1] == "Our own"


def test_migration_leaves_wagtails_workflow_on_where_pages_wait_in_it(
    editor: Client, about: AboutPage
) -> None:
    migration.remove_approval(apps, connection)
    page = AboutPage.objects.get(pk=about.pk)
    page.save_revision()
    Workflow.objects.get(name="Moderators approval").start(page, None)
    migration.make_approval(apps, connection)
    assert Workflow.objects.get(name="Moderators approval").active
    assert state()[-1] == "Persetujuan konten"
