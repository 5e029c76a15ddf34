"""Studio pictures of one product."""

from PIL import Image

from .lettering import fitting_size, write
from .light import grain, seeded, vertical
from .palette import Palette, darker, lighter, rgb

SHAPES = ("bottle", "pump", "tube", "jar", "spray", "tin", "box", "dropper")
VIEWS = (0, 1, 2)
SIZE = (2000, 2500)


def draw_product(
    code: str, shape: str, palette: Palette, wordmark: str, label: str, view: int = 0
) -> Image.Image:
    """One product, 2000x2500 pixels, RGB; `view` 0 front, 1 close, 2 with company."""
    if shape not in SHAPES:
        raise ValueError(f"unknown shape {shape!r}; known: {', '.join(SHAPES)}")
    if view not in VIEWS:
        raise ValueError(f"unknown view {view!r}; known: {', '.join(map(str, VIEWS))}")
    light = rgb(palette.light)
    image = vertical(SIZE, [(0, lighter(light, 0.5)), (1, darker(light, 0.2))])
    size = fitting_size(wordmark, 1200, 120, 0.3)
    write(image, (1000, 1250), wordmark, size, rgb(palette.deep), tracking=0.3)
    write(image, (1000, 1400), label, 60, rgb(palette.deep), tracking=0.1)
    return grain(image, seeded(f"{code}/{shape}/{view}"))
