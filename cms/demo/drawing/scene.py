"""Editorial scenes."""

from PIL import Image

from .light import glow, grain, seeded, vertical
from .palette import Palette, darker, lighter, rgb

MOTIFS = ("salon", "barber", "hair", "colour", "wash", "stage", "hero")
SIZE = (2400, 1350)


def draw_scene(key: str, palette: Palette, motif: str) -> Image.Image:
    """An abstract picture of the motif, 2400x1350 pixels, RGB."""
    if motif not in MOTIFS:
        raise ValueError(f"unknown motif {motif!r}; known: {', '.join(MOTIFS)}")
    dice = seeded(f"{key}/{motif}")
    light = rgb(palette.light)
    image = vertical(SIZE, [(0, lighter(light, 0.5)), (1, darker(light, 0.2))])
    glow(image, (dice.uniform(400, 2000), 300), 1200, 0.6)
    return grain(image, dice)
