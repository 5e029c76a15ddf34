"""The picture object. Only renditions that exist are listed; none is ever made in a request."""

from typing import Any

from typing_extensions import TypedDict

from cms.models import Picture, PictureRendition
from frontend_bridge.content import Content, References, current_language
from frontend_bridge.content_fields import InstanceField


class FocalPoint(TypedDict):
    """What must stay in view, as shares of width and height from the upper left corner."""

    x: float
    y: float


class Source(TypedDict):
    """One format of a picture, as a ``<source>`` wants it."""

    type: str
    srcset: str


class PictureObject(TypedDict):
    """A picture: for ``<picture>``, its `sources` in order of preference and `src` as fallback."""

    id: int
    alt: str
    width: int
    height: int
    focal_point: FocalPoint | None
    src: str
    sources: list[Source]
    #: A ``data:`` address of a few pixels; `None` until the job has made it.
    placeholder: str | None


FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


def _by_format(picture: Picture) -> dict[str, dict[int, PictureRendition]]:
    """Existing renditions by format and real width, which no upscaling keeps distinct."""
    found: dict[str, dict[int, PictureRendition]] = {}
    for rendition in picture.sized_renditions:
        _width, name = rendition.filter_spec.split("|format-")
        found.setdefault(name, {})[rendition.width] = rendition
    return found


def _srcset(renditions: dict[int, PictureRendition], content: Content) -> str:
    return ", ".join(
        f"{content.media_url(rendition.url)} {width}w"
        for width, rendition in sorted(renditions.items())
    )


def src(picture: Picture) -> str:
    """The middle JPEG, which suits a browser that knows no `srcset`, else the original."""
    jpegs = _by_format(picture).get("jpeg")
    if not jpegs:
        return str(picture.file.url)
    widths = sorted(jpegs)
    return str(jpegs[widths[len(widths) // 2]].url)


def focal_point(picture: Picture) -> FocalPoint | None:
    if picture.focal_point_x is None or picture.focal_point_y is None:
        return None
    return {
        "x": round(picture.focal_point_x / picture.width, 4),
        "y": round(picture.focal_point_y / picture.height, 4),
    }


def sources(picture: Picture, content: Content) -> list[Source]:
    formats = _by_format(picture)
    return [
        {"type": mime, "srcset": _srcset(formats[name], content)}
        for name, mime in FORMATS.items()
        if name in formats
    ]


def picture_object(picture: Picture, content: Content, alt: str | None = None) -> PictureObject:
    """`alt` replaces the library's text; an empty one marks the picture as decorative."""
    return {
        "id": picture.pk,
        "alt": picture.alt(current_language()) if alt is None else alt,
        "width": picture.width,
        "height": picture.height,
        "focal_point": focal_point(picture),
        "src": content.media_url(src(picture)),
        "sources": sources(picture, content),
        "placeholder": picture.placeholder or None,
    }


class PictureField(InstanceField):
    """A foreign key to a picture, as the picture object."""

    def gather(self, instance: Any, references: References) -> None:
        references.pictures.add(getattr(instance, f"{self.name}_id"))

    def to_representation(self, instance: Any) -> PictureObject | None:
        picture = self.content.picture(getattr(instance, f"{self.name}_id"))
        return picture_object(picture, self.content) if picture else None


class GalleryField(InstanceField):
    """A product's photos, each with its own alternative text where it has one."""

    prefetch = "photos"

    def gather(self, instance: Any, references: References) -> None:
        references.pictures.update(photo.picture_id for photo in instance.photos.all())

    def to_representation(self, instance: Any) -> list[PictureObject]:
        shown = [
            (picture, photo.alt)
            for photo in instance.photos.all()
            if (picture := self.content.picture(photo.picture_id))
        ]
        return [picture_object(picture, self.content, alt or None) for picture, alt in shown]
