"""Python types as JSON Schema 2020-12, the dialect of OpenAPI 3.1; pydantic does the work."""

from typing import Any

from pydantic import TypeAdapter, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

Schema = dict[str, Any]
PLACE = "#/components/schemas/"
MARK = "x-component"


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """A property's name says as much."""
        return False


def component(name: str) -> WithJsonSchema:
    """Annotates a dict whose shape follows from its serialiser, not from a TypedDict."""
    return WithJsonSchema({MARK: name})


def reference(name: str) -> Schema:
    return {"$ref": f"{PLACE}{name}"}


class Components:
    """The named schemas that a document refers to."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def of(self, hint: Any) -> Schema:
        """The schema of a type; its TypedDicts become components of their names."""
        # Inside a list, because pydantic would write the outermost TypedDict in place.
        document = TypeAdapter(list[hint]).json_schema(
            ref_template=f"{PLACE}{{model}}", schema_generator=_Generator, mode="serialization"
        )
        for name, schema in document.get("$defs", {}).items():
            self.add(name, _settled(schema))
        return _settled(document["items"])

    def add(self, name: str, schema: Schema) -> Schema:
        """Keep a component and return the reference to it; raises ``ValueError`` for a rival."""
        if self.schemas.setdefault(name, schema) != schema:
            raise ValueError(f"Two different components are called {name}.")
        return reference(name)


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    options = schema.get("anyOf", [schema])
    null = {"type": "null"}
    return {"anyOf": options if null in options else [*options, null]}


def _settled(schema: Any) -> Any:
    """Marks replaced by references, and objects closed to properties that nobody named."""
    if not isinstance(schema, dict):
        return schema
    if MARK in schema:
        return reference(schema[MARK])
    settled = {name: value for name, value in schema.items() if name != "title"}
    if "properties" in settled:
        settled["properties"] = {
            name: _settled(value) for name, value in settled["properties"].items()
        }
        settled["additionalProperties"] = False
    if "items" in settled:
        settled["items"] = _settled(settled["items"])
    if "anyOf" in settled:
        settled["anyOf"] = [_settled(option) for option in settled["anyOf"]]
    return settled
