"""Editorial scenes: one picture per motif."""

from collections.abc import Callable

from PIL import Image

from .light import grain, seeded
from .palette import Palette
from .scene_barber import draw_barber
from .scene_hair import draw_hair
from .scene_hero import draw_hero
from .scene_salon import draw_salon
from .scene_stage import draw_stage
from .scene_studio import draw_colour, draw_wash
from .scenery import SIZE, Scene

PAINTERS: dict[str, Callable[[Scene], Image.Image]] = {
    "salon": draw_salon,
    "barber": draw_barber,
    "hair": draw_hair,
    "colour": draw_colour,
    "wash": draw_wash,
    "stage": draw_stage,
    "hero": draw_hero,
}
MOTIFS = tuple(PAINTERS)

__all__ = ["MOTIFS", "SIZE", "draw_scene"]


def draw_scene(key: str, palette: Palette, motif: str) -> Image.Image:
    """An abstract picture of the motif, 2400x1350 pixels, RGB."""
    if motif not in MOTIFS:
        raise ValueError(f"unknown motif {motif!r}; known: {', '.join(MOTIFS)}")
    scene = Scene.of(palette, seeded(f"{key}/{motif}"))
    return grain(PAINTERS[motif](scene), scene.dice)
