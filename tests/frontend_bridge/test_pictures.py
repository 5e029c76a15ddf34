from typing import Any

import pytest

from cms.models import Picture, PictureRendition
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def hero(site_tree: SiteTree) -> Picture:
    picture = factories.PictureFactory()
    site_tree.en.home.hero_image = picture
    site_tree.en.home.save()
    return picture


@pytest.fixture
def shown(get: Get, site_tree: SiteTree) -> Any:
    return lambda: get(f"pages/{site_tree.en.home.pk}/")["hero_image"]


def rendition(picture: Picture, width: int, form: str, *, real_width: int = 0) -> None:
    PictureRendition.objects.create(
        image=picture,
        filter_spec=f"width-{width}|format-{form}",
        width=real_width or width,
        height=300,
        file=f"images/hero.{width}.{form}",
    )


def test_original_serves_until_renditions_are_made(hero: Picture, shown: Any) -> None:
    picture = shown()
    assert picture["sources"] == []
    assert picture["src"] == f"http://localhost:8000/media/{hero.file.name}"
    assert (picture["width"], picture["height"]) == (640, 480)
    assert picture["alt"] == "A shampoo bottle on a table"
    assert picture["focal_point"] is None
    assert picture["placeholder"] is None
    assert not PictureRendition.objects.exists()


def test_existing_renditions_are_listed_by_format(hero: Picture, shown: Any) -> None:
    for width in (960, 480, 1600):
        for form in ("jpeg", "webp", "avif"):
            rendition(hero, width, form)
    sources = shown()["sources"]
    base = "http://localhost:8000/media/images/hero"
    assert [source["type"] for source in sources] == ["image/avif", "image/webp", "image/jpeg"]
    assert sources[0]["srcset"] == (
        f"{base}.480.avif 480w, {base}.960.avif 960w, {base}.1600.avif 1600w"
    )
    assert shown()["src"] == f"{base}.960.jpeg"


def test_width_is_listed_once_when_the_original_is_narrow(hero: Picture, shown: Any) -> None:
    rendition(hero, 960, "webp", real_width=640)
    rendition(hero, 1600, "webp", real_width=640)
    assert shown()["sources"][0]["srcset"].count("640w") == 1


def test_renditions_of_the_admin_are_not_shown(hero: Picture, shown: Any) -> None:
    PictureRendition.objects.create(
        image=hero, filter_spec="max-165x165", width=165, height=124, file="images/small.jpg"
    )
    assert shown()["sources"] == []


def test_focal_point_is_a_fraction(hero: Picture, shown: Any) -> None:
    hero.focal_point_x, hero.focal_point_y = 160, 360
    hero.focal_point_width = hero.focal_point_height = 10
    hero.save()
    assert shown()["focal_point"] == {"x": 0.25, "y": 0.75}


def test_picture_whose_file_is_gone_is_still_served(hero: Picture, shown: Any) -> None:
    hero.file.storage.delete(hero.file.name)
    assert shown()["src"].endswith(hero.file.name)


def test_placeholder_is_shown_once_it_is_made(hero: Picture, shown: Any) -> None:
    Picture.objects.filter(pk=hero.pk).update(placeholder="data:image/webp;base64,AA==")
    assert shown()["placeholder"] == "data:image/webp;base64,AA=="
