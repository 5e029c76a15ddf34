import datetime

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def test_newest_comes_first(get: Get, site_tree: SiteTree) -> None:
    for day in (1, 3, 2):
        factories.ArticlePageFactory(
            parent=site_tree.id.education,
            title=f"Day {day}",
            published_on=datetime.date(2026, 5, day),
        )
    items = get("articles/")["items"]
    assert [item["title"] for item in items] == ["Day 3", "Day 2", "Day 1"]
    assert items[0]["published_on"] == "2026-05-03"
    assert "body" not in items[0]


def test_body_is_in_the_detail_and_in_lists_on_request(get: Get, site_tree: SiteTree) -> None:
    article = factories.ArticlePageFactory(
        parent=site_tree.id.education, body=factories.stream(("heading", "Warna"))
    )
    detail = get(f"articles/{article.pk}/")["body"]
    assert [(block["type"], block["value"]) for block in detail] == [("heading", "Warna")]
    assert get("articles/", fields="body")["items"][0]["body"] == detail


def test_parameters_of_events_are_unknown_here(api: Get, site_tree: SiteTree) -> None:
    assert api("articles/", when="past").status_code == 400
