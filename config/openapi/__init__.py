"""What the apps share to describe the public API, each its own addresses, in OpenAPI 3.1."""

from config.openapi.components import PLACE, Components, Schema, component, nullable, reference
from config.openapi.sections import Section, register, sections

__all__ = [
    "PLACE",
    "Components",
    "Schema",
    "Section",
    "component",
    "nullable",
    "reference",
    "register",
    "sections",
]
