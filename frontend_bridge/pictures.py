"""The picture object. Only renditions that exist are listed; none is ever made in a request."""

from typing import Any

from cms.models import Picture, PictureRendition
from frontend_bridge.content import References, cms_url, current_language
from frontend_bridge.content_fields import InstanceField

FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


def _by_format(picture: Picture) -> dict[str, dict[int, PictureRendition]]:
    """Existing renditions by format and real width, which no upscaling keeps distinct."""
    found: dict[str, dict[int, PictureRendition]] = {}
    for rendition in picture.sized_renditions:
        _width, name = rendition.filter_spec.split("|format-")
        found.setdefault(name, {})[rendition.width] = rendition
    return found


def _srcset(renditions: dict[int, PictureRendition]) -> str:
    return ", ".join(
        f"{cms_url(rendition.url)} {width}w" for width, rendition in sorted(renditions.items())
    )


def _fallback(picture: Picture, jpegs: dict[int, PictureRendition]) -> str:
    """The middle JPEG, which suits a browser that knows no `srcset`, else the original."""
    if not jpegs:
        return cms_url(picture.file.url)
    widths = sorted(jpegs)
    return cms_url(jpegs[widths[len(widths) // 2]].url)


def _focal_point(picture: Picture) -> dict[str, float] | None:
    if picture.focal_point_x is None or picture.focal_point_y is None:
        return None
    return {
        "x": round(picture.focal_point_x / picture.width, 4),
        "y": round(picture.focal_point_y / picture.height, 4),
    }


def picture_object(picture: Picture, alt: str | None = None) -> dict[str, Any]:
    """`alt` replaces the library's text; an empty one marks the picture as decorative."""
    formats = _by_format(picture)
    return {
        "id": picture.pk,
        "alt": picture.alt(current_language()) if alt is None else alt,
        "width": picture.width,
        "height": picture.height,
        "focal_point": _focal_point(picture),
        "src": _fallback(picture, formats.get("jpeg", {})),
        "sources": [
            {"type": mime, "srcset": _srcset(formats[name])}
            for name, mime in FORMATS.items()
            if name in formats
        ],
    }


class PictureField(InstanceField):
    """A foreign key to a picture, as the picture object."""

    def gather(self, instance: Any, references: References) -> None:
        references.pictures.add(getattr(instance, f"{self.name}_id"))

    def to_representation(self, instance: Any) -> dict[str, Any] | None:
        picture = self.content.picture(getattr(instance, f"{self.name}_id"))
        return picture_object(picture) if picture else None


class GalleryField(InstanceField):
    """A product's photos, each with its own alternative text where it has one."""

    prefetch = "photos"

    def gather(self, instance: Any, references: References) -> None:
        references.pictures.update(photo.picture_id for photo in instance.photos.all())

    def to_representation(self, instance: Any) -> list[dict[str, Any]]:
        shown = [
            (picture, photo.alt)
            for photo in instance.photos.all()
            if (picture := self.content.picture(photo.picture_id))
        ]
        return [picture_object(picture, alt or None) for picture, alt in shown]
