from base64 import b64decode
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from cms import renditions
from cms.models import Picture, PictureRendition
from cms.renditions import (
    SPECS,
    THUMBNAIL,
    make_due_renditions,
    make_renditions,
    specs_for,
    thumbnail,
)
from cms.tasks import make_renditions as task
from tests.cms.pictures import jpeg
from tests.factories import PictureFactory

pytestmark = pytest.mark.django_db


def picture_of_width(width: int) -> Picture:
    picture: Picture = PictureFactory(file=jpeg(width, width // 2))
    return picture


def test_large_picture_gets_every_width_in_every_format() -> None:
    made = make_renditions(picture_of_width(1800))
    assert [rendition.filter_spec for rendition in made] == [THUMBNAIL, *SPECS]
    assert {rendition.width for rendition in made} == {96, 480, 960, 1600}


def test_small_picture_keeps_its_own_width_as_the_largest() -> None:
    made = make_renditions(picture_of_width(600))
    assert sorted({rendition.width for rendition in made}) == [96, 480, 600]


@pytest.mark.parametrize("width", [100, 480])
def test_tiny_picture_is_only_converted(width: int) -> None:
    assert len(specs_for(picture_of_width(width))) == 3


def test_list_gets_the_thumbnail_or_the_smallest_there_is() -> None:
    picture = picture_of_width(1800)
    assert thumbnail(picture) is None
    small = picture.get_rendition("width-480|format-webp")
    picture.get_rendition("width-960|format-webp")
    assert thumbnail(picture) == small
    made = picture.get_rendition(THUMBNAIL)
    picture.get_rendition("width-10")
    assert thumbnail(picture) == made


def test_job_serves_every_due_picture_once() -> None:
    PictureFactory.create_batch(2)
    assert make_due_renditions(seconds=60) == 2
    assert make_due_renditions(seconds=60) == 0
    assert not Picture.objects.filter(renditions_made_at=None).exists()


def test_job_starts_nothing_after_its_time() -> None:
    PictureFactory()
    assert make_due_renditions(seconds=0) == 0


def test_picture_in_another_workers_hands_is_left_alone() -> None:
    PictureFactory()
    Picture.objects.update(
        renditions_due_at=timezone.now() + timedelta(minutes=1), rendition_tries=1
    )
    assert make_due_renditions(seconds=60) == 0


def test_picture_of_a_killed_worker_comes_again() -> None:
    picture = PictureFactory()
    make_renditions(picture)[0].delete()
    Picture.objects.update(rendition_tries=1, renditions_due_at=timezone.now())
    assert make_due_renditions(seconds=60) == 1
    assert PictureRendition.objects.filter(image=picture).count() == 7


def test_broken_file_waits_longer_each_time_and_is_given_up() -> None:
    picture = PictureFactory()
    Path(picture.file.path).write_bytes(b"no picture at all")
    pauses = []
    for _try in range(renditions.MAX_TRIES):
        now = timezone.now()
        Picture.objects.update(renditions_due_at=now)
        assert make_due_renditions(seconds=60) == 0
        pauses.append(Picture.objects.get().renditions_due_at - now)
    assert pauses == sorted(pauses)
    assert pauses[0] >= renditions.FIRST_PAUSE
    Picture.objects.update(renditions_due_at=timezone.now())
    make_due_renditions(seconds=60)
    assert Picture.objects.get().rendition_tries == renditions.MAX_TRIES


def test_broken_file_holds_up_no_other_picture() -> None:
    broken, sound = PictureFactory(), PictureFactory()
    Path(broken.file.path).unlink()
    make_due_renditions(seconds=60)
    assert list(Picture.objects.exclude(renditions_made_at=None)) == [sound]


def test_renditions_of_a_file_replaced_meanwhile_are_removed() -> None:
    PictureFactory()
    claimed = renditions._claim()
    assert claimed
    newer = Picture.objects.get()
    newer.file = jpeg(300, 200)
    newer.save()
    renditions._serve(claimed)
    assert not PictureRendition.objects.exists()
    assert Picture.objects.get().renditions_made_at is None


def test_task_makes_renditions() -> None:
    PictureFactory()
    task()
    assert PictureRendition.objects.exists()


def test_job_leaves_a_few_pixels_to_show_meanwhile() -> None:
    picture = PictureFactory()
    make_due_renditions(30)
    picture.refresh_from_db()
    address, _comma, data = picture.placeholder.partition(",")
    assert address == "data:image/webp;base64"
    with Image.open(BytesIO(b64decode(data))) as small:
        assert small.size == (16, 12)
    assert len(picture.placeholder) < 1000
    picture.file = jpeg(300, 200)
    picture.save()
    assert picture.placeholder == ""
