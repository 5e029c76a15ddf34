"""The report of links that visitors cannot follow."""

import csv
import io
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    CollectionViewRestriction,
    GroupPagePermission,
    Page,
    PageViewRestriction,
)

from cms.links.index import index
from cms.models import ArticlePage, CheckedLink
from tests import factories
from tests.cms.conftest import member
from tests.factories import DocumentFactory, stream
from tests.site_tree import SiteTree

Status = CheckedLink.Status


@pytest.fixture
def address(db: None) -> str:
    return reverse("cms_reports:broken_links")


SLUGS = (f"artikel-{number}" for number in count())


def article(tree: SiteTree, html: str) -> ArticlePage:
    page: ArticlePage = factories.ArticlePageFactory(
        parent=tree.id.education,
        title="Artikel",
        slug=next(SLUGS),
        body=stream(("paragraph", html)),
    )
    index(page)
    return page


def linking(tree: SiteTree, page: Page) -> ArticlePage:
    return article(tree, f'<p><a linktype="page" id="{page.pk}">x</a></p>')


def rows(client: Client, address: str, **query: str) -> list[tuple[str, str, str]]:
    answer: Any = client.get(address, query)
    assert answer.status_code == 200
    return [(row.source, row.target, row.reason) for row in answer.context["table"].data]


def test_links_that_work_are_not_reported(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    linking(site_tree, site_tree.id.about)
    answer = marketing_client.get(address)
    assert not answer.context["object_list"]
    assert "Semua baik" in answer.content.decode()


def test_each_reason_for_which_a_page_cannot_be_reached(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    branch = site_tree.id
    for page in (branch.about, branch.contact, branch.privacy, branch.terms):
        linking(site_tree, page)
    branch.about.unpublish()
    Page.objects.filter(pk=branch.contact.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    PageViewRestriction.objects.create(
        page=branch.privacy, restriction_type=PageViewRestriction.LOGIN
    )
    branch.terms.delete()
    assert sorted(rows(marketing_client, address)) == [
        ("Artikel", "About", "Belum terbit"),
        ("Artikel", "Contact", "Kedaluwarsa"),
        ("Artikel", "Privacy", "Privat"),
        ("Artikel", "–", "Dihapus"),
    ]


def test_documents_that_are_deleted_or_private(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    secret = factories.collection("Rahasia")
    CollectionViewRestriction.objects.create(
        collection=secret, restriction_type=CollectionViewRestriction.LOGIN
    )
    documents = [DocumentFactory(title="Terbuka"), DocumentFactory(title="Tertutup")]
    documents[1].collection = secret
    documents[1].save()
    for pk in (*(document.pk for document in documents), 999_999):
        article(site_tree, f'<p><a linktype="document" id="{pk}">x</a></p>')
    assert sorted(rows(marketing_client, address)) == [
        ("Artikel", "Tertutup", "Privat"),
        ("Artikel", "–", "Dihapus"),
    ]


@pytest.mark.parametrize(
    ("status", "code", "faults", "is_reported"),
    [
        (Status.WAITING, None, 0, False),
        (Status.WORKS, 200, 0, False),
        (Status.UNCLEAR, 403, 0, False),
        (Status.MISSING, 404, 0, True),
        (Status.PRIVATE, None, 0, True),
        (Status.FAILING, 503, 1, False),
        (Status.FAILING, 503, 2, True),
    ],
)
def test_addresses_outside(
    marketing_client: Client,
    address: str,
    site_tree: SiteTree,
    status: str,
    code: int | None,
    faults: int,
    is_reported: bool,
) -> None:
    article(site_tree, '<p><a href="https://example.org/a">x</a></p>')
    CheckedLink.objects.update(
        status=status, http_status=code, faults=faults, checked_at=timezone.now()
    )
    found = rows(marketing_client, address)
    assert [target for _source, target, _reason in found] == ["https://example.org/a"] * is_reported
    assert all(str(code) in reason for _source, _target, reason in found if code)


def test_menus_and_redirects_are_judged_too(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    link = {"page": site_tree.id.about.pk, "url": "", "label_id": "", "label_en": ""}
    factories.NavigationSettingsFactory(site=site_tree.site, header_menu=stream(("link", link)))
    redirect = Redirect.add_redirect("/lama", site_tree.id.about)
    site_tree.id.about.unpublish()
    answer: Any = marketing_client.get(address)
    urls = {row.edit_url for row in answer.context["table"].data}
    assert urls == {
        reverse("wagtailsettings:edit", args=["cms", "navigationsettings", site_tree.site.pk]),
        reverse("wagtailredirects:edit", args=[redirect.pk]),
    }
    assert all(marketing_client.get(url).status_code == 200 for url in urls)


def test_drafts_and_pages_off_the_site_are_not_reported(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    page = linking(site_tree, site_tree.id.about)
    site_tree.id.about.unpublish()
    assert len(rows(marketing_client, address)) == 1
    Page.objects.filter(pk=page.pk).update(live=False)
    assert rows(marketing_client, address) == []


def test_editor_sees_pages_but_neither_menus_nor_redirects(
    address: str, site_tree: SiteTree
) -> None:
    linking(site_tree, site_tree.id.about)
    Redirect.add_redirect("/lama", site_tree.id.about)
    site_tree.id.about.unpublish()
    assert [row[0] for row in rows(member("editor", "Editor"), address)] == ["Artikel"]


def test_editor_of_one_language_sees_its_pages_only(address: str, site_tree: SiteTree) -> None:
    linking(site_tree, site_tree.id.about)
    site_tree.id.about.unpublish()
    client = member("editor", "Editor")
    GroupPagePermission.objects.filter(group__name="Editor").update(page=site_tree.en.home)
    assert rows(client, address) == []


@pytest.mark.parametrize("name", ["broken_links", "broken_links_results", "incomplete_pages"])
def test_sales_is_refused(name: str, site_tree: SiteTree) -> None:
    answer: Any = member("sales", "Sales").get(reverse(f"cms_reports:{name}"))
    assert answer.headers["Location"] == reverse("wagtailadmin_home")
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_filter_by_kind(marketing_client: Client, address: str, site_tree: SiteTree) -> None:
    article(site_tree, '<p><a linktype="document" id="9">x</a><a linktype="page" id="99">y</a></p>')
    assert len(rows(marketing_client, address)) == 2
    assert len(rows(marketing_client, address, kind="PAGE")) == 1
    assert rows(marketing_client, address, kind="ADDRESS") == []


def test_downloads_hold_every_row_and_no_formula(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    for number in range(60):
        page = article(site_tree, '<p><a linktype="page" id="99999">x</a></p>')
        title = f'=HYPERLINK("http://evil","{number}")'
        Page.objects.filter(pk=page.pk).update(title=title, draft_title=title)
    answer: Any = marketing_client.get(address, {"export": "csv"})
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(table) == 61
    assert all(row[0].startswith("'=HYPERLINK") for row in table[1:])

    answer = marketing_client.get(address, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet
    assert sheet.max_row == 61
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("start", ["＝", "\u3000=", " =", "\ufeff+", "'="])
def test_no_disguise_makes_a_formula(
    marketing_client: Client, address: str, site_tree: SiteTree, start: str
) -> None:
    page = article(site_tree, '<p><a linktype="page" id="99999">x</a></p>')
    title = f"{start}1+1\x0b"
    Page.objects.filter(pk=page.pk).update(title=title, draft_title=title)
    answer: Any = marketing_client.get(address, {"export": "csv"})
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert table[1][0] == f"'{start}1+1_x000B_"
    answer = marketing_client.get(address, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet
    assert sheet["A2"].data_type == "s"


def test_link_to_an_alias_of_a_private_page_is_broken(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    about = site_tree.id.about
    alias = about.create_alias(parent=site_tree.id.home, update_slug="salinan")
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    linking(site_tree, alias)
    assert [row[1:] for row in rows(marketing_client, address)] == [(alias.title, "Privat")]


def test_number_of_statements_does_not_grow(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert marketing_client.get(address).status_code == 200
        return len(queries)

    def add() -> None:
        article(site_tree, f'<p><a linktype="page" id="{site_tree.id.about.pk}">x</a></p>')
        article(site_tree, '<p><a linktype="document" id="9">x</a></p>')

    site_tree.id.about.unpublish()
    add()
    marketing_client.get(address)
    one = statements()
    for _number in range(20):
        add()
    assert statements() == one
    assert one <= 22
