import datetime
from typing import Any

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

MOMENT = datetime.datetime(2026, 3, 1, 1, 2, 3, 456, tzinfo=datetime.UTC)


def paths(answer: Any) -> set[str]:
    return {item["path"] for item in answer["items"]}


def test_every_public_page_is_listed_with_its_translations(get: Get, site_tree: SiteTree) -> None:
    Page.objects.update(last_published_at=MOMENT)
    answer = get("sitemap/")
    assert answer["meta"]["total_count"] == len(answer["items"]) == 16
    entry = next(item for item in answer["items"] if item["path"] == "/en/products/")
    addresses = {
        "id": ("http://localhost:3000/produk/", "/produk/"),
        "en": ("http://localhost:3000/en/products/", "/en/products/"),
    }
    assert entry == {
        "url": "http://localhost:3000/en/products/",
        "path": "/en/products/",
        "locale": "en",
        "lastmod": "2026-03-01T08:02:03+07:00",
        "alternates": [
            {
                "locale": code,
                "hreflang": hreflang,
                "url": addresses[code][0],
                "path": addresses[code][1],
            }
            for code, hreflang in (("id", "id"), ("en", "en"), ("id", "x-default"))
        ],
    }


def test_draft_does_not_change_the_time_of_publication(get: Get, site_tree: SiteTree) -> None:
    Page.objects.update(last_published_at=MOMENT)
    site_tree.id.about.refresh_from_db()
    site_tree.id.about.save_revision()
    assert {item["lastmod"] for item in get("sitemap/")["items"]} == {"2026-03-01T08:02:03+07:00"}


def test_time_of_publication_may_be_unknown(get: Get, site_tree: SiteTree) -> None:
    Page.objects.update(last_published_at=None)
    assert {item["lastmod"] for item in get("sitemap/")["items"]} == {None}


def test_hidden_pages_are_neither_listed_nor_alternates(get: Get, site_tree: SiteTree) -> None:
    PageViewRestriction.objects.create(page=site_tree.en.products, restriction_type="login")
    site_tree.en.about.unpublish()
    answer = get("sitemap/")
    assert answer["meta"]["total_count"] == 14
    assert not {"/en/products/", "/en/about/"} & paths(answer)
    assert "/en/products/" not in str(answer)
    assert "/en/about/" not in str(answer)


def test_one_language_and_one_part_may_be_asked_for(get: Get, site_tree: SiteTree) -> None:
    english = get("sitemap/", locale="en", limit=3, offset=6)
    assert english["meta"]["total_count"] == 8
    assert paths(english) == {"/en/privacy/", "/en/terms/"}
    assert get("sitemap/", limit=0)["items"] == []


def test_another_site_has_its_own(get: Get, site_tree: SiteTree) -> None:
    home = factories.HomePageFactory(parent=Page.get_first_root_node(), slug="other")
    Site.objects.create(hostname="other.example", root_page=home)
    assert len(get("sitemap/", site="other.example")["items"]) == 1
    assert len(get("sitemap/")["items"]) == 16


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "1001"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "9" * 18 + "9"}, "offset"),
        ({"locale": "fr"}, "locale"),
        ({"fields": "title"}, "fields"),
    ],
)
def test_bad_parameter_is_400(
    api: Get, site_tree: SiteTree, query: dict[str, str], field: str
) -> None:
    response = api("sitemap/", **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == field
