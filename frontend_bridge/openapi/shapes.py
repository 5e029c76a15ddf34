"""What serialisers answer, as schemas."""

from typing import Any, get_type_hints

from django.conf import settings
from django.db.models import Model
from rest_framework import fields as drf
from rest_framework.relations import ManyRelatedField
from wagtail.api.v2 import serializers as stock

from config.openapi import Components, Schema, nullable
from frontend_bridge.content_fields import ContentField
from frontend_bridge.fallback import IsFallbackField

TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
#: Kinds of serialiser fields, the particular before the general.
KINDS: tuple[tuple[type[Any], Schema], ...] = (
    (stock.DetailUrlField, ADDRESS),
    (stock.PageLocaleField, {"enum": [code for code, _label in settings.LANGUAGES]}),
    (drf.BooleanField, {"type": "boolean"}),
    (drf.IntegerField, {"type": "integer"}),
    (drf.DateTimeField, {"type": "string", "format": "date-time"}),
    (drf.DateField, {"type": "string", "format": "date"}),
    (drf.CharField, TEXT),
)


def listing_name(model: type[Model]) -> str:
    """The component of an item as a list shows it."""
    return f"{model.__name__}ListItem"


def nested_name(model: type[Model]) -> str:
    """The component of an object inside another one."""
    return f"{model.__name__}Nested"


def selection_name(model: type[Model]) -> str:
    """The component of what `fields` may choose of an object."""
    return f"{model.__name__}Selection"


def draft_name(model: type[Model]) -> str:
    """The component of an unpublished page, which may lack what publishing requires."""
    return f"{model.__name__}Draft"


class Shapes:
    """Schemas of serialisers; the objects inside them become `components`."""

    def __init__(self, components: Components) -> None:
        self.components = components

    def whole(self, serializer_class: type[Any]) -> Schema:
        """An object with every field of the serialiser."""
        serializer = serializer_class()
        shapes = {
            name: self._field(field, serializer.Meta.model)
            for name, field in serializer.fields.items()
        }
        meta = _object(
            {name: shapes.pop(name) for name in serializer.meta_fields if name in shapes}
        )
        meta["required"] = [
            name
            for name in meta["required"]
            if not isinstance(serializer.fields[name], IsFallbackField)
        ]
        return _object({**shapes, **({"meta": meta} if meta["properties"] else {})})

    def _field(self, field: Any, model: type[Model]) -> Schema:
        if isinstance(field, ManyRelatedField):
            return {"type": "array", "items": self._nested(field.child_relation)}
        if isinstance(field, stock.RelatedField):
            is_optional = model._meta.get_field(field.field_name).null
            return nullable(self._nested(field)) if is_optional else self._nested(field)
        if isinstance(field, stock.TypeField | stock.PageTypeField):
            return _type(model)
        if isinstance(field, ContentField):
            return self.components.of(_returned(type(field).to_representation))
        return self._plain(field, model)

    def _nested(self, field: Any) -> Schema:
        serializer_class = field.serializer_class
        name = nested_name(serializer_class.Meta.model)
        return self.components.add(name, self.whole(serializer_class))

    def _plain(self, field: Any, model: type[Model]) -> Schema:
        if isinstance(field, drf.ChoiceField):
            return _or_null({"enum": list(field.choices)}, field)
        if isinstance(field, drf.ReadOnlyField):
            getter = getattr(model, str(field.source)).fget
            return self.components.of(_returned(getter))
        kind = next(schema for known, schema in KINDS if isinstance(field, known))
        return _or_null(kind, field)


def _or_null(schema: Schema, field: Any) -> Schema:
    return nullable(schema) if field.allow_null else schema


def _type(model: type[Model]) -> Schema:
    """Of a page type this very name; `wagtailcore.Page` stands for all of them."""
    return TEXT if model._meta.label == "wagtailcore.Page" else {"const": model._meta.label}


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def selection(schema: Schema) -> Schema:
    """Any part of an object, as `fields` chooses it, also inside the objects that it holds."""
    properties = {name: _part(value) for name, value in schema["properties"].items()}
    return {**_object(properties), "required": []}


def _part(schema: Schema) -> Schema:
    if "properties" in schema:
        return selection(schema)
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("Nested", "Selection")}
    if "anyOf" in schema:
        return {"anyOf": [_part(option) for option in schema["anyOf"]]}
    return {**schema, "items": _part(schema["items"])} if "items" in schema else schema


def draft(schema: Schema) -> Schema:
    """A page that was perhaps never saved: relations, dates, choices and the id may be missing."""
    properties = {name: _unsettled(name, value) for name, value in schema["properties"].items()}
    meta = properties["meta"]
    properties["meta"] = {
        **meta,
        "required": [name for name in meta["required"] if name != "detail_url"],
    }
    return _object(properties)


def _unsettled(name: str, schema: Schema) -> Schema:
    if "enum" in schema:
        return {"enum": [*schema["enum"], ""]}
    may_lack = name == "id" or "$ref" in schema or "format" in schema
    return nullable(schema) if may_lack else schema


def _returned(function: Any) -> Any:
    """The type that a function says it returns."""
    return get_type_hints(function, include_extras=True)["return"]
