from wagtail.api import APIField
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.documents.models import Document

from frontend_bridge.content_fields import InstanceField
from frontend_bridge.documents import size
from frontend_bridge.library import LibraryEndpoint, TagsField
from frontend_bridge.serializers import DetailUrlField


class UrlField(InstanceField):
    def to_representation(self, document: Document) -> str:
        return self.content.api_url(document.url)


class SizeField(InstanceField):
    """Bytes; `None` when the file is gone."""

    def to_representation(self, document: Document) -> int | None:
        return size(document)


class MimeTypeField(InstanceField):
    def to_representation(self, document: Document) -> str:
        return str(document.content_type)


class DocumentSerializer(BaseSerializer):
    detail_url = DetailUrlField(read_only=True)
    tags = TagsField(read_only=True)
    download_url = UrlField(read_only=True)


class DocumentsEndpoint(LibraryEndpoint):
    summary = "Files to download that public content links to."
    model = Document
    base_serializer_class = DocumentSerializer
    body_fields = [
        *LibraryEndpoint.body_fields,
        "title",
        APIField("url", UrlField()),
        APIField("size", SizeField()),
        APIField("mime_type", MimeTypeField()),
    ]
    meta_fields = [*LibraryEndpoint.meta_fields, "tags", "download_url"]
