"""Each parameter of each endpoint is tried with what it cannot be, and says so."""

from collections.abc import Iterator

import pytest
from django.test import Client

from frontend_bridge.openapi.operations import Operation, operations
from frontend_bridge.parameters import Integer, Parameter, Several
from frontend_bridge.router import ENDPOINTS
from tests.site_tree import SiteTree

LONG = "x" * 10_000
NOT_UTF_8 = "%FF%FE"


def faults(parameter: Parameter) -> Iterator[str]:
    """Query strings that the parameter must refuse."""
    name = parameter.name
    yield from (f"{name}={LONG}", f"{name}={NOT_UTF_8}", f"{name}=a%00b")
    if not parameter.repeatable:
        yield f"{name}=1&{name}=1"
    if "enum" in parameter.schema or parameter.schema.get("type") == "boolean":
        yield from (f"{name}=", f"{name}=neither", f"{name}=TRUE ")
    if isinstance(parameter, Integer):
        below, above = parameter.minimum - 1, parameter.maximum + 1
        yield from (f"{name}={value}" for value in ("", "x", "1.5", "1e3", " 1", below, above))
    if isinstance(parameter, Several):
        yield "&".join([f"{name}=a"] * 51)


def required(operation: Operation, but: Parameter) -> str:
    return "".join(
        f"&{known.name}={known.example}"
        for known in operation.parameters
        if known.required and known is not but
    )


@pytest.mark.parametrize("operation", operations(ENDPOINTS), ids=lambda known: known.path)
def test_each_parameter_refuses_what_it_cannot_be(
    operation: Operation, site_tree: SiteTree
) -> None:
    client = Client()
    path = operation.path.replace("{id}", str(site_tree.id.home.pk))
    for parameter in operation.parameters:
        for fault in faults(parameter):
            response = client.get(f"{path}?{fault}{required(operation, parameter)}")
            assert response.status_code == 400, fault[:200]
            assert response["Content-Type"] == "application/problem+json; charset=utf-8"
            error = response.json()["errors"][0]
            assert error["field"] == parameter.name, fault[:200]
            assert set(error) == {"field", "code", "message"}
            assert len(error["message"]) > 3


@pytest.mark.parametrize("operation", operations(ENDPOINTS), ids=lambda known: known.path)
def test_an_unknown_parameter_is_told_which_there_are(
    operation: Operation, site_tree: SiteTree
) -> None:
    path = operation.path.replace("{id}", str(site_tree.id.home.pk))
    response = Client().get(f"{path}?nope=1&also=2")
    errors = response.json()["errors"]
    assert [error["field"] for error in errors] == ["also", "nope"]
    for parameter in operation.parameters:
        assert parameter.name in errors[0]["message"]


def test_a_missing_required_parameter_is_named(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/resolve/")
    assert response.json()["code"] == "required"
    assert response.json()["errors"][0]["field"] == "path"
