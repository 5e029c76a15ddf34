"""The API described from its own endpoints: for people (`docs/`) and for machines (`schema/`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from frontend_bridge.content import cms_url
from frontend_bridge.parameters import Parameter
from frontend_bridge.viewsets import PublicEndpoint

BASE = "/api/v2/"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; message is what Wagtail's own API has.",
    "required": ["type", "status", "code", "title", "message"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}


@dataclass(frozen=True)
class Operation:
    """One GET address."""

    endpoint: str
    action: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]

    @property
    def example(self) -> str:
        """A command line that asks this address."""
        examples = ((known.name, known.example) for known in self.parameters if known.example)
        query = urlencode([next(examples, ("format", "json"))])
        return f"curl '{cms_url(self.path.replace('{id}', '3'))}?{query}'"


def _parameters(endpoint: type[PublicEndpoint], action: str) -> tuple[Parameter, ...]:
    known = {"detail": endpoint.detail_parameters, "find": endpoint.find_parameters}
    return known.get(action, endpoint.query_parameters)


def operations(endpoints: dict[str, type[PublicEndpoint]]) -> Iterator[Operation]:
    for name, endpoint in endpoints.items():
        for pattern in endpoint.get_urlpatterns():
            route = re.sub(r"<int:pk>", "{id}", str(pattern.pattern))
            action = str(pattern.name)
            yield Operation(
                endpoint=name,
                action=action,
                path=f"{BASE}{name}/{route}",
                summary=endpoint.summary,
                parameters=_parameters(endpoint, action),
            )


def _documented(parameter: Parameter) -> dict[str, Any]:
    documented = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": {"type": "string"},
    }
    return documented | ({"example": parameter.example} if parameter.example else {})


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [_documented(parameter) for parameter in operation.parameters]
    if "{id}" in operation.path:
        by_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        parameters.append(by_id)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": f"{operation.endpoint}_{operation.action}",
        "summary": operation.summary,
        "tags": [operation.endpoint],
        "parameters": parameters,
        "responses": {
            "200": {"description": "Found", "content": found},
            "400": {"description": "A parameter cannot be used", "content": problem},
            "404": {"description": "Not there or not public", "content": problem},
        },
    }


def openapi(endpoints: dict[str, type[PublicEndpoint]]) -> dict[str, Any]:
    """An OpenAPI 3.1 document of addresses, parameters and errors."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Alfa Beauty content API", "version": "2"},
        "servers": [{"url": cms_url("").rstrip("/")}],
        "paths": {known.path: {"get": _operation(known)} for known in operations(endpoints)},
        "components": {"schemas": {"Problem": PROBLEM}},
    }
