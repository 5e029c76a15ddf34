"""The beacon endpoint: what it takes, what it refuses, and that nothing breaks it."""

import json
import time
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from config.counters import Counters
from frontend_bridge.telemetry.beacon import PAGE_TYPES
from frontend_bridge.telemetry.store import Sample
from frontend_bridge.telemetry.views import MOST_BYTES, telemetry
from tests.frontend_bridge.telemetry.conftest import SITE, URL, Send, beacon, entry

pytestmark = pytest.mark.django_db
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


def waiting(counters: Counters[Sample]) -> dict[Any, int]:
    """What a flush would hand over now."""
    with patch.object(counters, "_store") as store:
        counters.flush()
    return store.call_args.args[0] if store.called else {}


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/json",
        "application/json; charset=utf-8",
    ],
)
def test_a_beacon_is_counted_and_answered_with_nothing(
    send: Send, counters: Counters[Sample], content_type: str
) -> None:
    answer = send(beacon(), content_type)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(waiting(counters).values()) == [1]


def test_a_beacon_costs_no_statement(
    send: Send, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert send(beacon()).status_code == 204


def test_cookies_are_neither_read_nor_set(client: Client, counters: Counters[Sample]) -> None:
    client.cookies["sessionid"] = "s" * 32
    client.cookies["django_language"] = "en"
    answer = client.post(URL, json.dumps(beacon()), content_type="text/plain")
    assert answer.status_code == 204
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()


def test_query_and_fragment_are_not_even_held_in_memory(
    send: Send, counters: Counters[Sample]
) -> None:
    address = f"{SITE}/produk/?search=Ibu+Sari#0812"
    click = entry("cta_whatsapp_click")
    assert (
        send(beacon(click, page_url_initial=address, page_url_current=address)).status_code == 204
    )
    assert "Sari" not in repr(waiting(counters))
    assert "0812" not in repr(waiting(counters))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no page": ({"page_url_current": None}, "page_url_current"),
    "a number as page": ({"page_url_current": 3}, "page_url_current"),
    "a path as page": ({"page_url_current": "/produk/"}, "page_url_current"),
    "a script as page": ({"page_url_current": "javascript:alert(1)"}, "page_url_current"),
    "credentials": ({"page_url_current": "http://a:b@localhost:3000/"}, "page_url_current"),
    "half an address": ({"page_url_current": "http://[::1"}, "page_url_current"),
    "a long address": ({"page_url_current": f"{SITE}/{'a' * 2048}"}, "page_url_current"),
    "a long path": ({"page_url_current": f"{SITE}/{'a' * 1001}"}, "page_url_current"),
    "a hidden NUL": ({"page_url_current": f"{SITE}/%00"}, "page_url_current"),
    "half a character": ({"page_url_initial": f"{SITE}/\ud800"}, "page_url_initial"),
    "unknown page type": ({"page_type": "cms.SecretPage"}, "page_type"),
    "no page type": ({"page_type": None}, "page_type"),
    "unknown device": ({"device": "fridge"}, "device"),
    "markup as version": ({"app_version": "<script>"}, "app_version"),
    "a long version": ({"app_version": "1" * 41}, "app_version"),
    "unknown field": ({"email": "ibu@example.com"}, "email"),
    "no entries": ({"entries": []}, "entries"),
    "entries as object": ({"entries": {}}, "entries"),
    "too many entries": ({"entries": [entry(number=n) for n in range(21)]}, "entries"),
    "unknown metric": ({"entries": [entry("FID", value=3)]}, "entries.0"),
    "no value": ({"entries": [entry(value=None)]}, "entries.0.LCP.value"),
    "text as value": ({"entries": [entry(value="12")]}, "entries.0.LCP.value"),
    "truth as value": ({"entries": [entry(value=True)]}, "entries.0.LCP.value"),
    "negative value": ({"entries": [entry(value=-1)]}, "entries.0.LCP.value"),
    "a day as value": ({"entries": [entry(value=86_400_000)]}, "entries.0.LCP.value"),
    "a huge value": ({"entries": [entry(value=10**400)]}, "entries.0.LCP.value"),
    "a click with a value": (
        {"entries": [entry("lead_submit", value=1)]},
        "entries.0.lead_submit.value",
    ),
    "no id": ({"entries": [{"name": "LCP", "value": 1}]}, "entries.0.LCP.metric_id"),
    "a short id": ({"entries": [entry(metric_id="1")]}, "entries.0.LCP.metric_id"),
    "an id of spaces": ({"entries": [entry(metric_id=" " * 20)]}, "entries.0.LCP.metric_id"),
    "made-up rating": ({"entries": [entry(rating="best")]}, "entries.0.LCP.rating"),
}


@pytest.mark.parametrize(("changes", "field"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(
    send: Send, counters: Counters[Sample], changes: dict[str, Any], field: str
) -> None:
    answer = send(beacon(**changes))
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert field in [fault["field"] for fault in problem["errors"]]
    assert waiting(counters) == {}


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b"[" * 4000, b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff", b'"\xf0\x9f"'],
)
def test_what_is_no_json_is_refused(send: Send, body: bytes) -> None:
    answer = send(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("body", [b"[]", b"null", b"12", b'"text"', b"{}"])
def test_json_that_is_no_beacon_is_refused(send: Send, body: bytes) -> None:
    answer = send(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_eight_kib_are_read_and_one_byte_more_is_refused(send: Send) -> None:
    body = json.dumps(beacon()).encode()
    assert send(body.ljust(MOST_BYTES)).status_code == 204
    answer = send(body.ljust(MOST_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("application/x-www-form-urlencoded", {}),
        ("text/html", {}),
        ("text/plain; charset=latin-1", {}),
        ("", {}),
        ("text/plain", {"content-encoding": "gzip"}),
    ],
)
def test_other_formats_are_refused(send: Send, content_type: str, headers: dict[str, str]) -> None:
    answer = send(beacon(), content_type, **headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_of_unknown_length_is_refused(send: Send) -> None:
    answer = send(beacon(), **{"transfer-encoding": "chunked"})
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_only_post_is_taken(client: Client, method: str) -> None:
    answer = getattr(client, method)(URL)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3001"])
def test_a_website_reports_about_itself_alone(
    send: Send, counters: Counters[Sample], origin: str
) -> None:
    answer = send(beacon(), origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert waiting(counters) == {}


def test_only_a_frontend_of_ours_may_send_json_from_a_browser(client: Client) -> None:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    ours = client.options(URL, headers={"origin": SITE, **asked})
    assert ours.headers["Access-Control-Allow-Origin"] == SITE
    other = client.options(URL, headers={"origin": "https://evil.example", **asked})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_other_websites_take_no_room_once_ours_are_known(
    send: Send, counters: Counters[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"page_url_current": "https://new.example/"}

    def send_foreign(number: int) -> dict[Any, int]:
        body = beacon(entry(number=number), **foreign)
        assert send(body, origin="https://new.example").status_code == 204
        return waiting(counters)

    assert list(send_foreign(1).values()) == [1]
    send(beacon(entry(number=9)))
    counters.flush()
    assert send_foreign(2) == {}
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert list(send_foreign(3).values()) == [1]


def test_texts_follow_the_language(send: Send) -> None:
    assert send(b"{").json()["title"] == "This is not valid JSON"
    assert send(b"{", **{"accept-language": "id"}).json()["title"] == "Ini bukan JSON yang sah"


def test_what_comes_twice_counts_once(send: Send, counters: Counters[Sample]) -> None:
    again = beacon(entry("LCP", value=900), entry("lead_submit"))
    for _time in range(3):
        assert send(again).status_code == 204
    # The library sends a metric again when it has grown: the first word counts.
    send(beacon(entry("LCP", value=4000)))
    assert sorted(waiting(counters).values()) == [1, 1]
    send(beacon(entry("INP", metric_id=entry("LCP")["metric_id"])))
    assert list(waiting(counters).values()) == [1]


def test_the_sent_rating_changes_nothing(send: Send, counters: Counters[Sample]) -> None:
    send(beacon(entry("LCP", 1, value=9000, rating="good")))
    with_it = waiting(counters)
    send(beacon(entry("LCP", 2, value=9000)))
    assert waiting(counters) == with_it


def test_too_many_of_one_client_are_refused(client: Client, settings: Settings) -> None:
    settings.TELEMETRY_LIMIT_CLIENT = "3/minute"

    def sent_from(address: str) -> Any:
        body = json.dumps(beacon())
        return client.post(URL, body, content_type="text/plain", REMOTE_ADDR=address)

    answers = [sent_from("203.0.113.1") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert sent_from("203.0.113.2").status_code == 204
    for number in range(3):
        sent_from(f"2001:db8:0:1::{number}")
    assert sent_from("2001:db8:0:1:ffff::1").status_code == 429


def test_ten_thousand_beacons_are_a_handful_of_statements(
    settings: Settings,
    counters: Counters[Sample],
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.TELEMETRY_LIMIT_CLIENT = "1000000/minute"
    factory = RequestFactory()
    with django_assert_num_queries(0):
        for number in range(10_000):
            name = ("LCP", "INP", "CLS", "cta_whatsapp_click")[number % 4]
            page = PAGE_TYPES[number % len(PAGE_TYPES)]
            body = json.dumps(beacon(entry(name, number), page_type=page))
            request = factory.post(URL, body, content_type="text/plain")
            assert telemetry(request).status_code == 204
    with django_assert_max_num_queries(20):
        counters.flush()


@given(document=JSON_VALUES, part=st.sampled_from(sorted(beacon())), value=JSON_VALUES)
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
def test_no_document_is_a_fault_of_ours(document: Any, part: str, value: Any) -> None:
    for sent in (document, {**beacon(), part: value}):
        body = json.dumps(sent).encode()
        answer = telemetry(RequestFactory().post(URL, body, content_type="text/plain"))
        assert answer.status_code in {204, 400, 413, 429}
