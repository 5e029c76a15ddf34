"""Puts the OpenAPI document together."""

from functools import cache
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from config.openapi import Components, Schema, reference, sections
from frontend_bridge.endpoints.pages import PAGE_TYPES, PagesEndpoint
from frontend_bridge.errors import Problem
from frontend_bridge.openapi import shapes
from frontend_bridge.openapi.operations import Operation, operations
from frontend_bridge.openapi.shapes import Shapes
from frontend_bridge.parameters import Parameter
from frontend_bridge.router import ENDPOINTS, api_router

SPECIFIC_PAGES = [model for model in PAGE_TYPES.values() if model is not Page]
SUMMARIES = {
    "detail": "One of them by its id, in full.",
    "find": "Leads to the details of the one that the parameters name.",
}
INTRODUCTION = """Content is read below `/api/v2/`: JSON in the dialect of Wagtail's API v2, only \
what the site has published for everybody. The partner form is sent to \
`/api/public/partner-leads/`, and what browsers measure to `/api/public/telemetry/`.

`fields` chooses what an item holds: without it every property of the *ListItem* or the whole \
object is there, with it those of the *Selection* that it names. Errors are RFC 9457 problem \
details in the language of `Accept-Language` (Indonesian or English); per parameter, `errors` says \
what is allowed. Content carries an `ETag`: send it back as `If-None-Match`."""


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    components = Components()
    objects = _Objects(components)
    paths = {known.path: {"get": _operation(known, objects)} for known in operations(ENDPOINTS)}
    for section in sections():
        paths.update(section.paths(components))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alfa Beauty website API",
            "version": "2",
            "description": INTRODUCTION,
        },
        "tags": [
            *(_tag(name, endpoint.summary) for name, endpoint in ENDPOINTS.items()),
            *(_tag(section.name, section.description) for section in sections()),
        ],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.schemas.items()))},
    }


def _tag(name: str, description: str) -> dict[str, str]:
    return {"name": name, "description": description}


class _Objects:
    """The components of what the endpoints serve."""

    def __init__(self, components: Components) -> None:
        self.components = components
        self.shapes = Shapes(components)
        components.of(Problem)
        for model in SPECIFIC_PAGES:
            self._add_page(model)
        for name, name_of in (
            ("Page", lambda model: model.__name__),
            ("PageDraft", shapes.draft_name),
        ):
            components.add(name, {"anyOf": [reference(name_of(model)) for model in SPECIFIC_PAGES]})

    def _add_page(self, model: type[Page]) -> None:
        _name, endpoint = api_router.get_model_endpoint(model)
        self.add_object(endpoint, model)
        whole = self.components.schemas[model.__name__]
        self.components.add(shapes.draft_name(model), shapes.draft(whole))

    def add_object(self, endpoint: Any, model: type[Model]) -> None:
        """The whole object, what `fields` may choose of it, and how a list shows it."""
        details = endpoint._get_serializer_class(api_router, model, [], show_details=True)
        listed = endpoint._get_serializer_class(api_router, model, [])
        whole = self.shapes.whole(details)
        self.components.add(model.__name__, whole)
        self.components.add(shapes.selection_name(model), shapes.selection(whole))
        self.components.add(shapes.listing_name(model), self.shapes.whole(listed))

    def answer(self, known: Operation) -> Schema:
        """The body of a found answer."""
        if known.action == "answer":
            return self.components.of(known.endpoint.answer)
        if known.endpoint is PagesEndpoint:
            return self._pages(known)
        self.add_object(known.endpoint, known.endpoint.model)
        model = known.endpoint.model
        chosen = reference(shapes.selection_name(model))
        if known.action == "detail":
            return {"anyOf": [reference(model.__name__), chosen]}
        return self._list(known, [reference(shapes.listing_name(model)), chosen])

    def _pages(self, known: Operation) -> Schema:
        chosen = [reference(shapes.selection_name(model)) for model in SPECIFIC_PAGES]
        if known.action == "detail":
            return {"anyOf": [reference("Page"), *chosen]}
        listed = PagesEndpoint._get_serializer_class(api_router, Page, [])
        item = self.components.add(shapes.listing_name(Page), self.shapes.whole(listed))
        return self._list(known, [item, *chosen])

    def _list(self, known: Operation, items: list[Schema]) -> Schema:
        return {
            "type": "object",
            "required": ["meta", "items"],
            "additionalProperties": False,
            "properties": {
                "meta": self.components.of(known.endpoint.listing_meta),
                "items": {"type": "array", "items": {"anyOf": items}},
            },
        }


def _operation(known: Operation, objects: _Objects) -> dict[str, Any]:
    parameters = [_documented(parameter) for parameter in known.parameters]
    if "{id}" in known.path:
        by_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        parameters.insert(0, by_id)
    return {
        "operationId": f"{known.name}_{known.action}",
        "summary": SUMMARIES.get(known.action, known.endpoint.summary),
        "tags": [known.name],
        "parameters": parameters,
        "responses": {**_found(known, objects), **_refused()},
    }


def _documented(parameter: Parameter) -> dict[str, Any]:
    """An `example` is sent by who only tries a call, so that optional ones are told in words."""
    example = f" For example: `{parameter.example}`." if parameter.example else ""
    documented: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.description}{example}",
        "schema": parameter.schema,
    }
    required = {"required": True, "example": parameter.example}
    return documented | (required if parameter.required else {})


def _found(known: Operation, objects: _Objects) -> dict[str, Any]:
    if known.action == "find":
        location = {"Location": {"schema": shapes.ADDRESS, "required": True}}
        return {"302": {"description": "The address of its details", "headers": location}}
    body = {"application/json": {"schema": objects.answer(known)}}
    return {
        "200": {"description": "Found", "content": body},
        "304": {"description": "The answer that If-None-Match names is still right"},
    }


def _refused() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": reference("Problem")}}
    return {
        "400": {"description": "A parameter cannot be used", "content": problem},
        "404": {"description": "Not there or not public", "content": problem},
    }
