"""Each parameter of each endpoint is tried with what it cannot be, and says so."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.translation import gettext

from frontend_bridge.openapi.operations import Operation, operations
from frontend_bridge.parameters import Integer, Parameter, Several
from frontend_bridge.parameters.kinds import MAX_LENGTH, Selection
from frontend_bridge.router import ENDPOINTS
from tests.site_tree import SiteTree

LONG = "x" * 10_000
NOT_UTF_8 = "%FF%FE"
#: Of these all that is short enough, or of the right form, is allowed.
TEXTS = (Parameter, Selection)


def faults(parameter: Parameter) -> Iterator[tuple[str, str]]:
    """Query strings that the parameter must refuse, with what the refusal says of the allowed."""
    name = parameter.name
    # `type` decides which parameters there are, so it is read before the query as a whole is.
    is_first = name == "type"
    yield f"{name}={NOT_UTF_8}", parameter.allowed if is_first else "UTF-8"
    yield f"{name}=a%00b", parameter.allowed if is_first else "NUL"
    if not parameter.repeatable:
        yield f"{name}=1&{name}=1", gettext("Only once.")
    if isinstance(parameter, Several):
        yield "&".join([f"{name}=a"] * (parameter.most + 1)), str(parameter.most)
    item = parameter.item if isinstance(parameter, Several) else parameter
    yield f"{name}={LONG}", str(MAX_LENGTH) if type(item) in TEXTS else parameter.allowed
    yield from ((f"{name}={value}", parameter.allowed) for value in wrong(item))
    if type(item) not in TEXTS and item is parameter:
        yield f"{name}=", parameter.allowed


def wrong(item: Parameter) -> tuple[object, ...]:
    """Values of a wrong type, and such as are out of range."""
    if isinstance(item, Integer):
        return ("x", "1.5", "1e3", " 1", item.minimum - 1, item.maximum + 1)
    if isinstance(item, Selection):
        return ("(", "a,,(")
    if type(item) is Parameter:
        return ("!",) if item.pattern else ()
    return ("neither", "TRUE ", "-1")


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
        for fault, allowed in faults(parameter):
            response = client.get(f"{path}?{fault}{required(operation, parameter)}")
            assert response.status_code == 400, fault[:200]
            assert response["Content-Type"] == "application/problem+json; charset=utf-8"
            error = response.json()["errors"][0]
            assert error["field"] == parameter.name, fault[:200]
            assert set(error) == {"field", "code", "message"}
            assert allowed in error["message"], fault[:200]


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
