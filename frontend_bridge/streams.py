"""StreamFields, read from their stored form: Wagtail's blocks would query per page and type."""

from typing import Any, Literal

from typing_extensions import TypedDict

from frontend_bridge.content import References
from frontend_bridge.content_fields import ContentField
from frontend_bridge.links import PageReference, page_reference
from frontend_bridge.pictures import PictureObject, picture_object
from frontend_bridge.rich_text import gather_links, render


class Variant(TypedDict):
    """A size or version; `code` is empty without one of its own."""

    name: str
    code: str


class Pillar(TypedDict):
    title: str
    text: str
    page: PageReference | None


class Quote(TypedDict):
    """`source` is who said it, empty when unknown."""

    text: str
    source: str


class HeadingBlock(TypedDict):
    type: Literal["heading"]
    value: str
    id: str | None


class ParagraphBlock(TypedDict):
    """`value` is safe HTML."""

    type: Literal["paragraph"]
    value: str
    id: str | None


class PictureBlock(TypedDict):
    type: Literal["picture"]
    value: PictureObject
    id: str | None


class QuoteBlock(TypedDict):
    type: Literal["quote"]
    value: Quote
    id: str | None


BodyBlock = HeadingBlock | ParagraphBlock | PictureBlock | QuoteBlock


def _picture_id(value: Any) -> int | None:
    """The id in an image block; it stores a bare id when it was an image chooser once."""
    return value.get("image") if isinstance(value, dict) else value


class TextListField(ContentField):
    """A stream of single texts as a list of strings."""

    def to_representation(self, value: Any) -> list[str]:
        return [block["value"] for block in value.raw_data]


class VariantListField(ContentField):
    def to_representation(self, value: Any) -> list[Variant]:
        return [
            {"name": block["value"]["name"], "code": block["value"].get("code") or ""}
            for block in value.raw_data
        ]


class PillarListField(ContentField):
    def gather(self, instance: Any, references: References) -> None:
        for block in getattr(instance, self.name).raw_data:
            references.pages.add(block["value"].get("page"))

    def to_representation(self, value: Any) -> list[Pillar]:
        return [
            {
                "title": block["value"]["title"],
                "text": block["value"]["text"],
                "page": page_reference(
                    self.content.translated_page(block["value"].get("page")), self.content
                ),
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

    def to_representation(self, value: Any) -> list[BodyBlock]:
        return [block for stored in value.raw_data if (block := self._block(stored))]

    def _block(self, stored: dict[str, Any]) -> BodyBlock | None:
        """`None` when it shows nothing public."""
        value, block_id = stored["value"], stored.get("id")
        match stored["type"]:
            case "heading":
                return {"type": "heading", "value": value, "id": block_id}
            case "paragraph":
                return {"type": "paragraph", "value": render(value, self.content), "id": block_id}
            case "quote":
                quote: Quote = {"text": value["text"], "source": value.get("source") or ""}
                return {"type": "quote", "value": quote, "id": block_id}
            case "picture" if picture := self.content.picture(_picture_id(value)):
                shown = picture_object(picture, self.content, _alternative_text(value))
                return {"type": "picture", "value": shown, "id": block_id}
        return None


def _alternative_text(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return "" if value.get("decorative") else value.get("alt_text") or None
