import pytest
from django.utils import timezone

from cms.models import Picture
from tests.cms.pictures import jpeg
from tests.factories import PictureFactory

pytestmark = pytest.mark.django_db


def finished_picture() -> Picture:
    picture: Picture = PictureFactory()
    picture.renditions_made_at = timezone.now()
    picture.rendition_tries = 3
    picture.save()
    return picture


def test_text_in_the_asked_language_comes_first() -> None:
    picture = Picture(title="IMG_1", alt_id="Botol", alt_en="Bottle")
    assert (picture.alt("id"), picture.alt("en")) == ("Botol", "Bottle")


def test_missing_text_falls_back_to_the_other_language_then_to_the_title() -> None:
    assert Picture(title="IMG_1", alt_id="Botol").alt("en") == "Botol"
    assert Picture(title="IMG_1").alt("id") == "IMG_1"


def test_new_title_keeps_the_renditions() -> None:
    picture = finished_picture()
    picture.title = "Better"
    picture.save()
    assert Picture.objects.get(pk=picture.pk).renditions_made_at


def test_new_file_asks_for_new_renditions() -> None:
    picture = finished_picture()
    picture.file = jpeg(300, 200)
    picture.save()
    stored = Picture.objects.get(pk=picture.pk)
    assert (stored.renditions_made_at, stored.rendition_tries) == (None, 0)


def test_new_focal_point_asks_for_new_renditions_even_in_a_partial_save() -> None:
    picture = finished_picture()
    picture.focal_point_x = 10
    picture.save(update_fields=["focal_point_x"])
    assert Picture.objects.get(pk=picture.pk).renditions_made_at is None
