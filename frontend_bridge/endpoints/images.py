from typing import Any

from django.db.models import Q, prefetch_related_objects
from wagtail.api import APIField
from wagtail.api.v2.serializers import BaseSerializer

from cms.models import AppearanceSettings, Brand, Picture
from frontend_bridge import parameters, pictures
from frontend_bridge.content import current_language, sized_renditions
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.library import LibraryEndpoint, TagsField
from frontend_bridge.localized import LocalizedEndpoint
from frontend_bridge.serializers import DetailUrlField


class AltField(InstanceField):
    """The library's alternative text in the asked language."""

    def to_representation(self, picture: Picture) -> str:
        return picture.alt(current_language())


class FocalPointField(InstanceField):
    def to_representation(self, picture: Picture) -> pictures.FocalPoint | None:
        return pictures.focal_point(picture)


class SrcField(InstanceField):
    def to_representation(self, picture: Picture) -> str:
        return self.content.media_url(pictures.src(picture))


class SourcesField(InstanceField):
    def to_representation(self, picture: Picture) -> list[pictures.Source]:
        return pictures.sources(picture, self.content)


class PlaceholderField(InstanceField):
    """A ``data:`` address of a few pixels; `None` until the job has made it."""

    def to_representation(self, picture: Picture) -> str | None:
        return picture.placeholder or None


class DownloadUrlField(InstanceField):
    """Absolute address of the file as it was uploaded."""

    def to_representation(self, picture: Picture) -> str:
        return self.content.media_url(picture.file.url)


class ImageSerializer(BaseSerializer):
    detail_url = DetailUrlField(read_only=True)
    tags = TagsField(read_only=True)
    download_url = DownloadUrlField(read_only=True)


class ImagesEndpoint(LibraryEndpoint, LocalizedEndpoint):
    summary = "Pictures that public content shows, each as the picture object and its title."
    model = Picture
    base_serializer_class = ImageSerializer
    query_parameters = (*LibraryEndpoint.query_parameters, parameters.LOCALE)
    detail_parameters = (*parameters.BASIC, parameters.LOCALE)
    body_fields = [
        *LibraryEndpoint.body_fields,
        *("title", "width", "height"),
        APIField("alt", AltField()),
        APIField("focal_point", FocalPointField()),
        APIField("src", SrcField()),
        APIField("sources", SourcesField()),
        APIField("placeholder", PlaceholderField()),
    ]
    meta_fields = [*LibraryEndpoint.meta_fields, "tags", "download_url"]

    def used_publicly(self) -> Q:
        settings = AppearanceSettings.objects.filter(site=self.content.site)
        return (
            super().used_publicly()
            | Q(pk__in=self.content.public.terms(Brand).order_by().values("logo"))
            | Q(pk__in=settings.values("default_social_image"))
        )

    def load(self, serializer: Any, instances: list[Any]) -> None:
        prefetch_related_objects(instances, sized_renditions())
        super().load(serializer, instances)

    def get_object(self) -> Any:
        picture = super().get_object()
        prefetch_related_objects([picture], sized_renditions())
        return picture
