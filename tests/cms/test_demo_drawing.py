"""The pictures of the demonstration content."""

import pytest
from PIL import Image

from cms.demo.drawing import (
    MOTIFS,
    SHAPES,
    STYLES,
    VIEWS,
    Palette,
    draw_logo,
    draw_product,
    draw_scene,
)

FOREST = Palette(deep="#2b3a35", mid="#6f8f80", light="#e7ede6", accent="#c9a26a")


def product(code: str = "NAT-001", shape: str = "bottle", view: int = 0) -> Image.Image:
    return draw_product(code, shape, FOREST, "Naturelle", "Repair Shampoo", view)


def colours_in(picture: Image.Image) -> int:
    """How many colours a small copy has: a blank picture has very few."""
    return len(picture.resize((100, 100)).getcolors(10_000) or [])


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_draws_a_portrait(shape: str) -> None:
    picture = product(shape=shape)

    assert (picture.size, picture.mode) == ((2000, 2500), "RGB")
    assert colours_in(picture) > 500


@pytest.mark.parametrize("motif", MOTIFS)
def test_every_motif_draws_a_landscape(motif: str) -> None:
    picture = draw_scene("home", FOREST, motif)

    assert (picture.size, picture.mode) == ((2400, 1350), "RGB")
    assert colours_in(picture) > 500


@pytest.mark.parametrize("style", STYLES)
def test_every_style_draws_a_logo_on_a_light_ground(style: str) -> None:
    logo = draw_logo("Naturelle", FOREST, style)

    assert (logo.size, logo.mode) == ((1200, 600), "RGB")
    tones = logo.convert("L").histogram()
    assert sum(tones[200:]) > 0.8 * 1200 * 600
    assert sum(tones[:128]) > 0


def test_same_arguments_give_the_same_bytes() -> None:
    assert product().tobytes() == product().tobytes()
    assert (
        draw_scene("home", FOREST, "hair").tobytes() == draw_scene("home", FOREST, "hair").tobytes()
    )
    assert (
        draw_logo("Naturelle", FOREST, "serif").tobytes()
        == draw_logo("Naturelle", FOREST, "serif").tobytes()
    )


def test_other_codes_and_views_give_other_pictures() -> None:
    pictures = [product("NAT-001"), product("NAT-002"), *(product(view=view) for view in VIEWS[1:])]

    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_other_keys_give_other_scenes() -> None:
    first = draw_scene("home", FOREST, "wash")

    assert first.tobytes() != draw_scene("about", FOREST, "wash").tobytes()


def test_long_and_empty_names_still_fit() -> None:
    longest = "Laboratorio Internazionale della Cosmetica Professionale"

    assert draw_product("L-1", "dropper", FOREST, longest, longest).size == (2000, 2500)
    assert draw_product("L-2", "box", FOREST, "", "").size == (2000, 2500)
    assert draw_logo(longest, FOREST, "sans").size == (1200, 600)


def test_unknown_shape_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'bucket'.*bottle, pump, tube, jar"):
        product(shape="bucket")


def test_unknown_view_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"view 3.*0, 1, 2"):
        product(view=3)


def test_unknown_motif_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'beach'.*salon, barber"):
        draw_scene("home", FOREST, "beach")


def test_unknown_logo_style_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'gothic'.*serif, sans"):
        draw_logo("Naturelle", FOREST, "gothic")
