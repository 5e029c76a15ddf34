"""StreamFields, read from their stored form: Wagtail's blocks would query per page and type."""

from typing import Any

from frontend_bridge.content import References
from frontend_bridge.content_fields import ContentField
from frontend_bridge.links import page_reference
from frontend_bridge.pictures import picture_object
from frontend_bridge.rich_text import gather_links, render


def _picture_id(value: Any) -> int | None:
    """The id in an image block; it stores a bare id when it was an image chooser once."""
    return value.get("image") if isinstance(value, dict) else value


class TextListField(ContentField):
    """A stream of single texts as a list of strings."""

    def to_representation(self, value: Any) -> list[str]:
        return [block["value"] for block in value.raw_data]


class VariantListField(ContentField):
    def to_representation(self, value: Any) -> list[dict[str, str]]:
        return [
            {"name": block["value"]["name"], "code": block["value"].get("code") or ""}
            for block in value.raw_data
        ]


class PillarListField(ContentField):
    def gather(self, instance: Any, references: References) -> None:
        for block in getattr(instance, self.name).raw_data:
            references.pages.add(block["value"].get("page"))

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [
            {
                "title": block["value"]["title"],
                "text": block["value"]["text"],
                "page": page_reference(self.content.page(block["value"].get("page")), self.content),
            }
            for block in value.raw_data
        ]


class BodyField(ContentField):
    """Running text: a list of ``{"type", "value", "id"}``."""

    def gather(self, instance: Any, references: References) -> None:
        for block in getattr(instance, self.name).raw_data:
            if block["type"] == "picture":
                references.pictures.add(_picture_id(block["value"]))
            elif block["type"] == "paragraph":
                gather_links(block["value"], references)

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        blocks = [
            {"type": block["type"], "value": self._value(block), "id": block.get("id")}
            for block in value.raw_data
        ]
        return [block for block in blocks if block["value"] is not None]

    def _value(self, block: dict[str, Any]) -> Any:
        match block["type"], block["value"]:
            case "paragraph", html:
                return render(html, self.content)
            case "picture", value:
                picture = self.content.picture(_picture_id(value))
                return picture_object(picture, _alternative_text(value)) if picture else None
            case "quote", quote:
                return {"text": quote["text"], "source": quote.get("source") or ""}
            case _, text:
                return text


def _alternative_text(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return "" if value.get("decorative") else value.get("alt_text") or None
