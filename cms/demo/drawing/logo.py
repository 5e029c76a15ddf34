"""Word marks on a light ground."""

import math

from PIL import Image, ImageDraw

from .lettering import broken, fitting_size, tracked_width, write
from .light import seeded
from .palette import RGB, Palette, lighter, rgb

STYLES = ("serif", "sans")
SIZE = (1200, 600)
ZOOM = 2


def draw_logo(wordmark: str, palette: Palette, style: str) -> Image.Image:
    """The brand's name under a small mark, 1200x600 pixels, RGB."""
    if style not in STYLES:
        raise ValueError(f"unknown style {style!r}; known: {', '.join(STYLES)}")
    ground = lighter(rgb(palette.light), 0.75)
    image = Image.new("RGB", (SIZE[0] * ZOOM, SIZE[1] * ZOOM), ground)
    ink, accent = rgb(palette.deep), rgb(palette.accent)
    if style == "serif":
        _fine(image, wordmark, ink, accent)
    else:
        _bold(image, wordmark, ink, accent)
    return image.reduce(ZOOM)


def _lines(
    image: Image.Image, wordmark: str, top: float, size: int, tracking: float, ink: RGB, bold: float
) -> float:
    """The name over one or two lines; the height where it ends."""
    rows = broken(wordmark, 2 if len(wordmark) > 18 else 1)
    fit = min(fitting_size(row, image.width * 0.80, size, tracking) for row in rows)
    y = top
    for row in rows:
        write(image, (image.width / 2, y), row, fit, ink, tracking=tracking, bold=fit * bold)
        y += fit * 1.3
    return y - fit * 0.55


def _fine(image: Image.Image, wordmark: str, ink: RGB, accent: RGB) -> None:
    """Wide light capitals under a drawn flower, with a hairline rule and a diamond."""
    middle = image.width / 2
    _flower(image, (middle, 390), 130, accent, 5 + seeded(wordmark).randrange(4))
    below = _lines(image, wordmark.upper(), 690, 150, 0.34, ink, 0.0)
    pen, y = ImageDraw.Draw(image), below + 70
    for way in (-1, 1):
        near, far = middle + way * 44, middle + way * 300
        pen.rectangle((min(near, far), y - 2, max(near, far), y + 1), fill=accent)
    pen.polygon(
        [(middle, y - 16), (middle + 16, y), (middle, y + 16), (middle - 16, y)], fill=accent
    )


def _flower(
    image: Image.Image, centre: tuple[float, float], radius: float, tone: RGB, petals: int
) -> None:
    """Petals as pairs of arcs in one thin line."""
    pen = ImageDraw.Draw(image)
    for number in range(petals):
        angle = 2 * math.pi * number / petals - math.pi / 2
        for bulge in (-0.34, 0.34):
            points = []
            for step in range(41):
                share = step / 40
                along, across = radius * share, radius * bulge * math.sin(math.pi * share**0.85)
                points.append(
                    (
                        centre[0] + along * math.cos(angle) - across * math.sin(angle),
                        centre[1] + along * math.sin(angle) + across * math.cos(angle),
                    )
                )
            pen.line(points, fill=tone, width=6, joint="curve")


def _bold(image: Image.Image, wordmark: str, ink: RGB, accent: RGB) -> None:
    """Heavier close-set letters beneath a monogram in a ring."""
    middle, radius = image.width / 2, 118
    pen = ImageDraw.Draw(image)
    kind = seeded(wordmark).randrange(3)
    box = (middle - radius, 400 - radius, middle + radius, 400 + radius)
    if kind == 0:
        pen.ellipse(box, fill=ink)
    elif kind == 1:
        pen.rounded_rectangle(box, 52, fill=ink)
    else:
        pen.polygon(
            [
                (middle, 400 - radius * 1.2),
                (middle + radius * 1.2, 400),
                (middle, 400 + radius * 1.2),
                (middle - radius * 1.2, 400),
            ],
            fill=ink,
        )
    initial = wordmark.strip()[:1].upper()
    write(image, (middle, 400), initial, 130, lighter(accent, 0.25), bold=2)
    below = _lines(image, wordmark.upper(), 720, 160, 0.10, ink, 0.022)
    wide = tracked_width("PROFESSIONAL", 44, 0.6)
    write(image, (middle, below + 66), "PROFESSIONAL", 44, accent, tracking=0.6)
    for way in (-1, 1):
        x = middle + way * (wide / 2 + 70)
        pen.rectangle((x - 36, below + 64, x + 36, below + 67), fill=accent)
