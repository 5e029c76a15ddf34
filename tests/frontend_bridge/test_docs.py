import re

import pytest
from django.test import Client
from django.utils.html import escape
from jsonschema import Draft202012Validator

from frontend_bridge.router import ENDPOINTS
from tests.site_tree import SiteTree


@pytest.mark.django_db
def test_page_names_every_endpoint_and_parameter() -> None:
    page = Client().get("/api/v2/docs/").content.decode()
    for name, endpoint in ENDPOINTS.items():
        assert f'id="{name}"' in page
        assert escape(endpoint.summary) in page
        for parameter in endpoint.query_parameters:
            assert parameter.name in page


@pytest.mark.django_db
def test_page_needs_nothing_from_elsewhere() -> None:
    page = Client().get("/api/v2/docs/").content.decode()
    assert not re.findall(r'(?:src|href)="https?:', page)
    assert "<script" not in page
    assert "<style" not in page


def test_every_example_runs(site_tree: SiteTree) -> None:
    page = Client().get("/api/v2/docs/").content.decode()
    examples = re.findall(r"curl &#x27;http://localhost:8000([^<]+)&#x27;", page)
    assert len(examples) >= len(ENDPOINTS)
    for address in examples:
        status = Client().get(address.replace("&amp;", "&")).status_code
        assert status in {200, 302, 404}, address


@pytest.mark.django_db
def test_schema_names_every_address() -> None:
    schema = Client().get("/api/v2/schema/").json()
    assert schema["openapi"] == "3.1.0"
    assert "/api/v2/products/{id}/" in schema["paths"]
    names = [
        parameter["name"] for parameter in schema["paths"]["/api/v2/products/"]["get"]["parameters"]
    ]
    assert {"brand", "category", "function", "audience", "facets", "locale"} <= set(names)
    assert len(names) == len(set(names))


def test_errors_are_as_the_schema_says(site_tree: SiteTree) -> None:
    problem = Client().get("/api/v2/schema/").json()["components"]["schemas"]["Problem"]
    for address in ("products/?nope=1", "products/999999/", "pages/?limit=x"):
        Draft202012Validator(problem).validate(Client().get(f"/api/v2/{address}").json())
