"""The report of published pages that lack something."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from tests import factories
from tests.cms.conftest import member
from tests.site_tree import SiteTree

MORNING = datetime(2026, 1, 5, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def address(site_tree: SiteTree) -> str:
    """Of a site where nothing is missing."""
    Page.objects.filter(depth__gt=1).update(
        search_description="Ringkasan.", last_published_at=MORNING
    )
    return reverse("cms_reports:incomplete_pages")


def change(page: Page, **values: Any) -> None:
    Page.objects.filter(pk=page.pk).update(**values)


def rows(client: Client, address: str, **query: Any) -> list[tuple[str, str, str]]:
    answer: Any = client.get(address, query)
    assert answer.status_code == 200
    download: Any = client.get(address, {**query, "export": "csv"})
    table = list(csv.reader(io.StringIO(b"".join(download.streaming_content).decode())))
    assert len(answer.context["object_list"]) == len(table) - 1
    return [(row[0], row[2], row[3]) for row in table[1:]]


def test_nothing_missing_says_so(marketing_client: Client, address: str) -> None:
    assert rows(marketing_client, address) == []
    assert "Semua baik" in marketing_client.get(address).content.decode()


def test_page_without_description(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    change(site_tree.en.about, search_description="")
    assert rows(marketing_client, address) == [("About", "Inggris", "Tanpa deskripsi")]


def test_page_without_translation(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    factories.ArticlePageFactory(
        parent=site_tree.id.education, title="Tren", search_description="x"
    )
    assert rows(marketing_client, address) == [
        ("Tren", "Indonesia", "Tanpa terjemahan yang terbit")
    ]


def test_unpublished_translation_is_none(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    change(site_tree.en.about, live=False)
    assert rows(marketing_client, address) == [
        ("About", "Indonesia", "Tanpa terjemahan yang terbit")
    ]


def test_translation_is_behind_once_the_original_is_published_again(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    change(site_tree.id.about, last_published_at=MORNING + timedelta(hours=1))
    assert rows(marketing_client, address) == [("About", "Inggris", "Terjemahan tertinggal")]
    change(site_tree.en.about, last_published_at=MORNING + timedelta(hours=2))
    assert rows(marketing_client, address) == []


def test_one_page_may_lack_several_things(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    factories.ArticlePageFactory(parent=site_tree.id.education, title="Tren")
    [(_title, _language, gaps)] = rows(marketing_client, address)
    assert gaps == "Tanpa deskripsi, Tanpa terjemahan yang terbit"


def test_drafts_are_not_reported(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    factories.ArticlePageFactory(parent=site_tree.id.education, live=False)
    assert rows(marketing_client, address) == []


def test_filters(marketing_client: Client, address: str, site_tree: SiteTree) -> None:
    change(site_tree.en.about, search_description="")
    change(site_tree.id.contact, search_description="")
    article = factories.ArticlePageFactory(
        parent=site_tree.id.education, title="Tren", search_description="x"
    )
    assert len(rows(marketing_client, address)) == 3
    assert len(rows(marketing_client, address, gap="lacks_description")) == 2
    assert len(rows(marketing_client, address, gap="lacks_translation")) == 1
    assert len(rows(marketing_client, address, gap="is_outdated")) == 0
    assert len(rows(marketing_client, address, locale=site_tree.en.locale.pk)) == 1
    assert len(rows(marketing_client, address, content_type=article.content_type_id)) == 1


def test_each_row_leads_to_its_editor(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    change(site_tree.id.about, search_description="")
    edit = reverse("wagtailadmin_pages:edit", args=[site_tree.id.about.pk])
    shown = marketing_client.get(address).content.decode()
    assert f'href="{edit}"' in shown
    assert "Halaman tentang" in shown


def test_reports_are_in_the_menu_of_editors_alone(site_tree: SiteTree) -> None:
    home = reverse("wagtailadmin_home")
    for name in ("broken_links", "incomplete_pages"):
        address = reverse(f"cms_reports:{name}")
        assert address in member(f"editor-{name}", "Editor").get(home).content.decode()
        assert address not in member(f"sales-{name}", "Sales").get(home).content.decode()


def test_number_of_statements_does_not_grow(
    marketing_client: Client, address: str, site_tree: SiteTree
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert marketing_client.get(address).status_code == 200
        return len(queries)

    factories.ArticlePageFactory(parent=site_tree.id.education)
    marketing_client.get(address)
    one = statements()
    for _number in range(40):
        factories.ArticlePageFactory(parent=site_tree.id.education)
    assert statements() == one
    assert one == 17
