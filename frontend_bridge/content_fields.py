"""Bases of serialiser fields that draw on the request's `Content`."""

from typing import Any

from rest_framework.fields import Field

from frontend_bridge.content import Content


class ContentField(Field[Any, Any, Any, Any]):
    """Serialises the attribute that it is named after."""

    @property
    def name(self) -> str:
        return str(self.field_name)

    @property
    def content(self) -> Content:
        return self.context["content"]


class InstanceField(ContentField):
    """Serialises something computed from the whole instance."""

    def get_attribute(self, instance: Any) -> Any:
        return instance
