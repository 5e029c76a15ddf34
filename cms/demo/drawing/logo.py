"""Word marks on a light ground."""

from PIL import Image

from .lettering import fitting_size, write
from .palette import Palette, lighter, rgb

STYLES = ("serif", "sans")
SIZE = (1200, 600)


def draw_logo(wordmark: str, palette: Palette, style: str) -> Image.Image:
    """The brand's name under a small mark, 1200x600 pixels, RGB."""
    if style not in STYLES:
        raise ValueError(f"unknown style {style!r}; known: {', '.join(STYLES)}")
    image = Image.new("RGB", SIZE, lighter(rgb(palette.light), 0.7))
    size = fitting_size(wordmark.upper(), 900, 96, 0.3)
    write(image, (600, 330), wordmark.upper(), size, rgb(palette.deep), tracking=0.3)
    return image
