import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

DAY = datetime.timedelta(days=1)


@pytest.fixture
def programme(site_tree: SiteTree) -> None:
    now = timezone.now()
    make = factories.EventPageFactory
    parent = site_tree.id.education
    make(parent=parent, title="Long ago", starts_at=now - 9 * DAY)
    make(parent=parent, title="Just over", starts_at=now - 2 * DAY, ends_at=now - DAY)
    make(parent=parent, title="Running", starts_at=now - DAY, ends_at=now + DAY)
    make(parent=parent, title="Soon", starts_at=now + DAY, for_salon=False, for_barber=True)
    make(parent=parent, title="Later", starts_at=now + 9 * DAY)
    make(parent=site_tree.en.education, title="English", starts_at=now + DAY)


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"when": "upcoming"}, ["Running", "Soon", "Later"]),
        ({"when": "past"}, ["Just over", "Long ago"]),
        ({}, ["Later", "Soon", "Running", "Just over", "Long ago"]),
        ({"audience": "BARBER"}, ["Soon"]),
        ({"order": "starts_at", "limit": "1"}, ["Long ago"]),
        ({"locale": "en"}, ["English"]),
        ({"brand": "unknown"}, []),
    ],
)
def test_listing(get: Get, programme: None, query: dict[str, str], expected: list[str]) -> None:
    assert titles(get("events/", **query)) == expected


def test_item_tells_the_local_time_and_whether_it_is_over(get: Get, site_tree: SiteTree) -> None:
    factories.EventPageFactory(
        parent=site_tree.id.education, starts_at="2030-05-01T02:00:00Z", venue="Studio"
    )
    item = get("events/")["items"][0]
    assert item["starts_at"] == "2030-05-01T09:00:00+07:00"
    assert item["ends_at"] is item["brand"] is item["picture"] is None
    assert item["is_past"] is False
    assert (item["city"], item["venue"], item["is_online"]) == ("Jakarta", "Studio", False)
    assert "body" not in item


def test_button_opens_whatsapp_unless_it_has_an_address(get: Get, site_tree: SiteTree) -> None:
    parent = site_tree.en.education
    plain = factories.EventPageFactory(parent=parent, title="Colour day")
    linked = factories.EventPageFactory(
        parent=parent, cta_label="Register", cta_url="https://example.org/register"
    )
    call = get(f"events/{plain.pk}/")["cta"]
    assert call["label"]
    assert call["url"].endswith("I+am+interested+in+Colour+day.")
    assert get(f"events/{linked.pk}/")["cta"] == {
        "label": "Register",
        "url": "https://example.org/register",
    }


def test_unknown_when_is_400(api: Get, site_tree: SiteTree) -> None:
    assert api("events/", when="tomorrow").status_code == 400


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_edge_of_the_calendar_is_no_fault_of_ours(
    api: Get, site_tree: SiteTree, moment: str
) -> None:
    answer = api("events/", starts_at=moment)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "starts_at"


def test_what_the_filters_leave_out_is_not_taken_for_misspelt(
    get: Get, site_tree: SiteTree
) -> None:
    parent, now = site_tree.id.education, timezone.now()
    factories.EventPageFactory(parent=parent, title="Warna", starts_at=now + DAY)
    factories.EventPageFactory(parent=parent, title="Warta", starts_at=now - DAY)
    assert get("events/", search="warna", when="past")["items"] == []
    assert [item["title"] for item in get("events/", search="warna")["items"]] == ["Warna"]
