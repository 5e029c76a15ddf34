"""The documentation page and the document under it."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from config.openapi import Components
from frontend_bridge.openapi.document import openapi
from frontend_bridge.openapi.operations import operations
from frontend_bridge.router import ENDPOINTS
from tests.contract import faults
from tests.site_tree import SiteTree

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.mark.django_db
def test_page_takes_everything_from_our_own_origin() -> None:
    page = Client().get("/api/v2/docs/").content.decode()
    addresses = re.findall(r'(?:src|href|data-schema)="([^"]+)"', page)
    assert "/api/v2/schema/" in addresses
    static = [address for address in addresses if address.startswith("/static/")]
    assert all(finders.find(address.removeprefix("/static/")) for address in static)
    assert len(static) == 5
    assert not re.findall(r'="https?:', page)
    assert "<style" not in page


@pytest.mark.django_db
def test_document_is_served_as_it_is() -> None:
    assert Client().get("/api/v2/schema/").json() == openapi()


def test_every_change_of_the_contract_is_visible_in_the_snapshot() -> None:
    printed = StringIO()
    call_command("openapi", stdout=printed)
    assert json.loads(printed.getvalue()) == json.loads(SNAPSHOT.read_text()), (
        "The contract has changed. If that is meant, renew its snapshot: make openapi"
    )


def test_every_endpoint_and_parameter_is_documented() -> None:
    for name, endpoint in ENDPOINTS.items():
        documented = openapi()["paths"][f"/api/v2/{name}/"]["get"]
        names = [parameter["name"] for parameter in documented["parameters"]]
        assert {parameter.name for parameter in endpoint.query_parameters} <= set(names)
        assert len(names) == len(set(names))
        assert documented["summary"] == endpoint.summary


def schemas(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON Schema in a document, with where it stands."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from schemas(item, f"{path}/{number}")
    elif isinstance(node, dict):
        yield path, node
        for name, value in node.items():
            yield from schemas(value, f"{path}/{name}")


def test_no_object_is_left_without_its_shape() -> None:
    for path, schema in schemas(openapi()):
        if schema.get("type") == "object":
            assert schema["properties"], path
            assert schema["additionalProperties"] is False, path
        if schema.get("type") == "array":
            assert schema["items"], path


def test_every_reference_leads_to_a_component() -> None:
    known = openapi()["components"]["schemas"]
    for path, schema in schemas(openapi()):
        if "$ref" in schema:
            assert schema["$ref"].rpartition("/")[2] in known, path


def test_body_blocks_are_told_apart_by_their_type() -> None:
    components = openapi()["components"]["schemas"]
    blocks = components["AboutPage"]["properties"]["body"]["items"]["anyOf"]
    names = [block["$ref"].rpartition("/")[2] for block in blocks]
    kinds = [components[name]["properties"]["type"]["const"] for name in names]
    assert kinds == ["heading", "paragraph", "picture", "quote"]


def test_examples_are_accepted(site_tree: SiteTree) -> None:
    for known in operations(ENDPOINTS):
        address = known.path.replace("{id}", str(site_tree.id.home.pk))
        for parameter in known.parameters:
            if not parameter.example:
                continue
            response = Client().get(address, {parameter.name: parameter.example})
            body = response.json() if response.status_code != 302 else {}
            faulty = {fault["field"]: fault["code"] for fault in body.get("errors", [])}
            # What it names need not exist; its form must be right.
            assert faulty.get(parameter.name) in {None, "not_found"}, (known.path, faulty)


def test_errors_are_as_the_document_says(site_tree: SiteTree) -> None:
    for address in ("products/?nope=1", "products/999999/", "pages/?limit=x"):
        response = Client().get(f"/api/v2/{address}")
        assert response.status_code in {400, 404}
        assert faults(response) == []


def test_two_components_of_one_name_are_refused() -> None:
    components = Components()
    components.add("Twin", {"type": "string"})
    with pytest.raises(ValueError, match="Twin"):
        components.add("Twin", {"type": "integer"})
