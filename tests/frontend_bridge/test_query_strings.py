"""Whatever somebody writes into the address: an answer, or a refusal that says why."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontend_bridge.router import ENDPOINTS
from tests import factories
from tests.site_tree import SiteTree

NAMES = sorted(
    {known.name for endpoint in ENDPOINTS.values() for known in endpoint.query_parameters}
)
NUMBERS = ["", "0", "1", "-1", "1e9", "9" * 18, "-" + "9" * 18, "9" * 40, "٣"]
FIELDS = ["title", "-title", "--title", "*", "_", "*,-title", "_,id", "brand(_,name)", "((", ","]
WORDS = ["id", "en", "ID", "and", "SALON", "json", "api", "root", "random", "upcoming", "brand"]
QUERY_SYNTAX = ['"', "'", "a*", "a OR b", "NOT", "NEAR(a b)", "a:b", "^a", "{a}", "\\", "%", "&"]
PLACES = ["/", "/en/", "//", "/../", "localhost", "localhost:3000", "localhost:99999999999"]
TYPES = ["cms.ProductPage", "wagtailcore.Page", "auth.User", "2026-01-01", "true"]
ODD = ["\x00", "\ud7ff", "\uffff", "é", "ﷺ", "\r", "x" * 10_000]
TELLING = st.sampled_from([*NUMBERS, *FIELDS, *WORDS, *QUERY_SYNTAX, *PLACES, *TYPES, *ODD])
VALUES = TELLING | st.text(max_size=12)
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), VALUES), max_size=4)
LENIENT = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def filled(site_tree: SiteTree) -> Client:
    factories.ProductPageFactory(parent=site_tree.id.products)
    factories.EventPageFactory(parent=site_tree.id.education)
    return Client()


@LENIENT
@given(
    endpoint=st.sampled_from([f"{name}/" for name in ENDPOINTS] + ["pages/find/", "pages/1/"]),
    query=QUERIES,
)
def test_no_query_is_our_fault(filled: Client, endpoint: str, query: list[tuple[str, str]]) -> None:
    parameters: dict[str, list[str]] = {}
    for name, value in query:
        parameters.setdefault(name, []).append(value)
    response = filled.get(f"/api/v2/{endpoint}", parameters)
    assert response.status_code in {200, 302, 400, 404}
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json; charset=utf-8"
        assert response.json()["message"]


@LENIENT
@given(text=VALUES, endpoint=st.sampled_from(["pages", "products", "events", "articles"]))
def test_no_search_is_our_fault(filled: Client, text: str, endpoint: str) -> None:
    for more in ({}, {"order": "title"}, {"search_operator": "or"}):
        response = filled.get(f"/api/v2/{endpoint}/", {"search": text, **more})
        assert response.status_code in {200, 400}


@pytest.mark.parametrize(
    "query",
    ["search=%ff%fe", "brand=%00", "%00=1", "%ff=1", "fields=%C3%28", "limit=%D9%A3", "a&&&=&="],
)
def test_raw_bytes_are_answered(filled: Client, query: str) -> None:
    response = filled.get(f"/api/v2/products/?{query}")
    assert response.status_code in {200, 400}


@LENIENT
@given(path=st.text(max_size=20) | TELLING)
def test_no_path_is_our_fault(filled: Client, path: str) -> None:
    response = filled.get("/api/v2/resolve/", {"path": f"/{path}"})
    assert response.status_code in {200, 400, 404}
