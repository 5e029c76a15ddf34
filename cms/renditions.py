"""The sizes in which the frontend and the admin's lists get a picture.

A job makes them; no request ever does.

A picture is due while `renditions_made_at` is empty. Claiming it counts a try and moves its due
time behind a growing pause, in one conditional UPDATE: two workers never take the same picture, a
killed worker's picture comes again, and a file that cannot be read is given up after `MAX_TRIES`.
"""

import logging
import time
from base64 import b64encode
from datetime import timedelta
from io import BytesIO

from django.db.models import F
from django.utils import timezone
from PIL import Image
from PIL.Image import DecompressionBombError

from cms.models import Picture, PictureRendition

WIDTHS = (480, 960, 1600)
FORMATS = ("avif", "webp", "jpeg")
MAX_TRIES = 5
#: Longer than a task may run, doubled with every try.
FIRST_PAUSE = timedelta(minutes=2)
#: What Pillow raises for a file that is missing, broken or too large to be a picture.
UNREADABLE = (OSError, SyntaxError, ValueError, DecompressionBombError)

logger = logging.getLogger(__name__)


def _specs(widths: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"width-{width}|format-{name}" for width in widths for name in FORMATS)


SPECS = _specs(WIDTHS)
#: For lists in the admin.
THUMBNAIL = "max-96x48"
PLACEHOLDER_SIZE = (16, 16)


def specs_for(picture: Picture) -> tuple[str, ...]:
    """Those of `SPECS` that are smaller than the picture, and one that keeps its own width.

    Wagtail never enlarges, so any wider one would only repeat the last.
    """
    smaller = [width for width in WIDTHS if width < picture.width]
    return _specs((*smaller, *WIDTHS[len(smaller) :][:1]))


def make_renditions(picture: Picture) -> list[PictureRendition]:
    """Make what is missing and return all; raises one of `UNREADABLE` for a broken file."""
    # Opened once beforehand: Wagtail makes a temporary file before it finds that it cannot read.
    with picture.get_willow_image():
        return [picture.get_rendition(spec) for spec in (THUMBNAIL, *specs_for(picture))]


def make_placeholder(rendition: PictureRendition) -> str:
    """The picture in a few pixels, as a ``data:`` address of some hundred characters."""
    small = BytesIO()
    with rendition.file.open("rb") as file, Image.open(file) as picture:
        picture.thumbnail(PLACEHOLDER_SIZE)
        picture.convert("RGBA").save(small, "WEBP", quality=40)
    return f"data:image/webp;base64,{b64encode(small.getvalue()).decode()}"


def thumbnail(picture: Picture) -> PictureRendition | None:
    """What a list shows: the thumbnail, else the smallest that exists, else nothing yet.

    Without a statement where the picture's renditions are prefetched.
    """
    return min(
        picture.renditions.all(),
        key=lambda made: (made.filter_spec != THUMBNAIL, made.width, made.pk),
        default=None,
    )


def make_due_renditions(seconds: float) -> int:
    """Serve pictures that are due, starting none after `seconds`; returns how many are done."""
    deadline = time.monotonic() + seconds
    done = 0
    while time.monotonic() < deadline and (picture := _claim()):
        done += _serve(picture)
    return done


def _claim() -> Picture | None:
    now = timezone.now()
    due = Picture.objects.filter(
        renditions_made_at=None, renditions_due_at__lte=now, rendition_tries__lt=MAX_TRIES
    )
    for pk, tries in due.order_by("rendition_tries", "pk").values_list("pk", "rendition_tries")[:9]:
        claimed = due.filter(pk=pk, rendition_tries=tries).update(
            rendition_tries=F("rendition_tries") + 1,
            renditions_due_at=now + FIRST_PAUSE * 2**tries,
        )
        if claimed:
            return Picture.objects.get(pk=pk)
    return None


def _serve(picture: Picture) -> bool:
    try:
        made = make_renditions(picture)
        placeholder = make_placeholder(made[0])
    except UNREADABLE as error:
        logger.warning(
            "Picture %s cannot be read (%s), try %s of %s",
            picture.pk,
            type(error).__name__,
            picture.rendition_tries,
            MAX_TRIES,
        )
        return False
    return _mark_made(picture, made, placeholder)


def _mark_made(picture: Picture, made: list[PictureRendition], placeholder: str) -> bool:
    same_file = Picture.objects.filter(pk=picture.pk, file=picture.file.name)
    if same_file.update(renditions_made_at=timezone.now(), placeholder=placeholder):
        return True
    # The file was replaced meanwhile: these show the old one, and nobody else would remove them.
    for rendition in made:
        rendition.delete()
    return False
