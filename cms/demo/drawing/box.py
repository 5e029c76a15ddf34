"""A folding carton with two visible sides."""

import random

from PIL import Image, ImageDraw

from .assembly import Look, Sprite
from .label import printed
from .light import fade, glow, horizontal
from .material import lit
from .palette import BLACK


def draw_box(look: Look, dice: random.Random) -> Sprite:
    """Carton turned so that its narrow side falls into shade."""
    unit = look.unit
    width, height = round(unit * dice.uniform(500, 570)), round(unit * dice.uniform(1020, 1200))
    depth = round(width * dice.uniform(0.34, 0.44))
    near, far = (width, 0) if look.side < 0 else (0, width)
    front = _receding(_front(look, width, height), near, far, 0.012, 0.030)
    near, far = (0, depth) if look.side < 0 else (depth, 0)
    flank = _receding(_flank(look, depth, height), near, far, 0.016, 0.044)
    parts = [front, flank] if look.side < 0 else [flank, front]
    sheet = Image.new("RGBA", (width + depth - 1, height))
    sheet.alpha_composite(parts[0])
    sheet.alpha_composite(parts[1], (parts[0].width - 1, 0))
    edge = parts[0].width - 1
    fold = (edge - unit, height * 0.004, edge + unit, height * 0.996)
    ImageDraw.Draw(sheet).rectangle(fold, fill=(*lit(look.body.colour, 1.35), 255))
    return Sprite(sheet, (sheet.width / 2, height - 24 * unit), sheet.width * 0.46, 22 * unit)


def _front(look: Look, width: int, height: int) -> Image.Image:
    colour = look.body.colour
    stops = [(0, lit(colour, 1.16)), (0.6, lit(colour, 1.02)), (1, lit(colour, 0.90))]
    image = horizontal(
        (width, height),
        stops if look.side < 0 else [(1 - at, tone) for at, tone in reversed(stops)],
    )
    band = round(height * 0.16)
    image.paste(
        horizontal(
            (width, band), [(0, lit(look.cap.colour, 1.1)), (1, lit(look.cap.colour, 0.86))]
        ),
        (0, height - band),
    )
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height - band - 5 * look.unit, width, height - band), fill=look.texts.foil)
    printed(look.texts, height * 0.10, height * 0.80, 0.80)(
        image, [(0.0, width / 2), (float(height), width / 2)]
    )
    glow(image, (width * (0.2 if look.side < 0 else 0.8), height * 0.15), width * 0.9, 0.16)
    image.paste(BLACK, (0, 0, width, height), fade((width, height), [(0, 0), (0.5, 0), (1, 34)]))
    return image


def _flank(look: Look, depth: int, height: int) -> Image.Image:
    colour = look.body.colour
    image = horizontal((depth, height), [(0, lit(colour, 0.68)), (1, lit(colour, 0.58))])
    band = round(height * 0.16)
    image.paste(lit(look.cap.colour, 0.6), (0, height - band, depth, height))
    draw = ImageDraw.Draw(image)
    draw.rectangle(
        (0, height - band - 5 * look.unit, depth, height - band), fill=lit(look.texts.foil, 0.68)
    )
    for number in range(7):
        y = height * (0.42 + number * 0.026)
        inset = depth * (0.2 if number % 3 else 0.26)
        draw.rectangle((inset, y, depth - inset, y + 4 * look.unit), fill=lit(look.texts.ink, 0.8))
    image.paste(BLACK, (0, 0, depth, height), fade((depth, height), [(0, 0), (0.4, 10), (1, 70)]))
    return image


def _receding(
    image: Image.Image, near: float, far: float, top: float, bottom: float
) -> Image.Image:
    """The side in perspective: at `far` its edges close in by these shares of the height."""
    sheet = image.convert("RGBA")
    width, height = sheet.size

    def source(x: float) -> tuple[float, float]:
        share = (x - near) / (far - near)
        above, below = top * share * height, bottom * share * height
        scale = height / (height - above - below)
        return -above * scale, (height - above) * scale

    mesh = []
    for start in range(0, width, 24):
        end = min(width, start + 24)
        (upper, lower), (next_upper, next_lower) = source(start), source(end)
        mesh.append(
            (
                (start, 0, end, height),
                (start, upper, start, lower, end, next_lower, end, next_upper),
            )
        )
    return sheet.transform(sheet.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
