"""Files to download. They are served by the CMS, so their addresses are absolute there."""

from typing import Any

from wagtail.documents.models import Document

from frontend_bridge.content import References, cms_url
from frontend_bridge.content_fields import InstanceField


def _size(document: Document) -> int | None:
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

    def to_representation(self, instance: Any) -> dict[str, Any] | None:
        document = self.content.document(getattr(instance, f"{self.name}_id"))
        if document is None:
            return None
        return {"title": document.title, "url": cms_url(document.url), "size": _size(document)}
