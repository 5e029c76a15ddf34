"""Files to download. They are served by the CMS, so their addresses are absolute there."""

from typing import Any

from typing_extensions import TypedDict
from wagtail.documents.models import Document

from frontend_bridge.content import References
from frontend_bridge.content_fields import InstanceField


class DocumentObject(TypedDict):
    """A file to download; `size` in bytes, `None` when it is gone."""

    title: str
    url: str
    size: int | None


def size(document: Document) -> int | None:
    """Bytes. Wagtail's `get_file_size` would write to the database during a read."""
    if document.file_size is not None:
        return document.file_size
    try:
        return document.file.size
    except OSError:
        return None


class DocumentField(InstanceField):
    """A foreign key to a document: title, url and size in bytes."""

    def gather(self, instance: Any, references: References) -> None:
        references.documents.add(getattr(instance, f"{self.name}_id"))

    def to_representation(self, instance: Any) -> DocumentObject | None:
        document = self.content.document(getattr(instance, f"{self.name}_id"))
        if document is None:
            return None
        url = self.content.api_url(document.url)
        return {"title": document.title, "url": url, "size": size(document)}
