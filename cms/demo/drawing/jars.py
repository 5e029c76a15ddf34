"""Creams and waxes: tube, jar and tin."""

import random

from PIL import Image, ImageDraw

from .assembly import Assembly, Look, Sprite
from .label import printed
from .lathe import foot, shoulder, turned
from .light import blurred, dimmed, horizontal, vertical
from .material import Finish, Material, lit
from .palette import WHITE


def draw_tube(look: Look, dice: random.Random) -> Sprite:
    """Cream tube standing on its cap, sealed flat at the top."""
    unit = look.unit
    low, high = unit * dice.uniform(150, 180), unit * dice.uniform(215, 255)
    height, cap = unit * dice.uniform(900, 1050), unit * dice.uniform(150, 230)
    sheet = Assembly(look, high * 2.2, height + cap + look.tilt * low)
    sheet.ring(low * 0.97, cap, look.cap, height - 10 * unit, shadow=0)
    profile = [*_taper(high, low * 1.02, height), *foot(low * 1.02, height, 14 * unit)]
    seal = 62 * unit
    label = look.decoration(height * 0.16, height * 0.90)

    def decorate(image: Image.Image, sides: object) -> None:
        label(image, profile)
        draw = ImageDraw.Draw(image)
        step = max(4, round(9 * unit))
        for y in range(0, round(seal), step):
            draw.rectangle((0, y, image.width, y + step // 3), lit(look.body.colour, 0.72))
        draw.rectangle((0, seal, image.width, seal + step // 2), lit(look.body.colour, 0.62))

    part = turned(profile, look.body, look.side, top=0, bottom=look.tilt * low, decorate=decorate)
    sheet.shade(part, 16 * unit, 0.55, 10)
    sheet.put(part, 0)
    return sheet.finished(height - 10 * unit + cap, low)


def _taper(high: float, low: float, height: float) -> list[tuple[float, float]]:
    """From the flat seal down to the round shoulder, easing at both ends."""
    points = []
    for step in range(40):
        share = step / 40
        ease = max(0.0, share - 0.08) / 0.92
        points.append((height * share, high + (low - high) * ease * ease * (3 - 2 * ease)))
    return points[:-1]


def draw_jar(look: Look, dice: random.Random) -> Sprite:
    """Wide jar for a mask or cream, with a broad lid."""
    unit = look.unit
    radius, height = unit * dice.uniform(400, 460), unit * dice.uniform(430, 540)
    lid = unit * dice.uniform(150, 210)
    sheet = Assembly(look, radius * 2.2, lid + height + look.tilt * radius)
    label = look.decoration(height * 0.17, height * 0.93)
    profile = [*shoulder(radius * 0.93, radius, 34 * unit), *foot(radius, height, 44 * unit)]
    sheet.turn(profile, look.body, lid, top=radius * 0.95, decorate=label)
    sheet.ring(radius * 0.97, 26 * unit, look.trim, lid - 6 * unit)
    sheet.ring(radius * 1.0, lid, look.cap, 0)
    return sheet.finished(lid + height, radius)


def draw_tin(look: Look, dice: random.Random) -> Sprite:
    """A shallow tin lying flat with a second one propped upright behind it."""
    unit = look.unit
    radius, height = unit * dice.uniform(380, 430), unit * 190
    disc = _disc(look, radius * 1.04)
    rise = disc.height - 40 * unit
    sheet = Assembly(look, radius * 2.4, rise + height + look.tilt * radius)
    sheet.put(disc, 0, look.side * radius * 0.06)
    body = Material(look.trim.colour, Finish.METAL)
    flat = [(0.0, radius), *foot(radius, height, 22 * unit)]
    part = turned(flat, body, look.side, top=look.tilt * radius, bottom=look.tilt * radius)
    sheet.shade(part, rise - 50 * unit, 0.55, 26)
    sheet.put(part, rise)
    sheet.ring(radius * 1.025, 96 * unit, look.body, rise - 6 * unit)
    return sheet.finished(rise + height, radius)


def _disc(look: Look, radius: float) -> Image.Image:
    """The lid of a tin seen from the front, with its name in the middle."""
    side = round(radius * 2)
    edge = horizontal(
        (side, side),
        [
            (0, lit(look.trim.colour, 1.5)),
            (0.5, lit(look.trim.colour, 0.7)),
            (1, lit(look.trim.colour, 1.2)),
        ],
    )
    inner = vertical(
        (side, side),
        [
            (0, lit(look.body.colour, 1.22)),
            (0.5, look.body.colour),
            (1, lit(look.body.colour, 0.74)),
        ],
    )
    edge.paste(inner, (0, 0), _round(side, 0.045))
    line = max(2, round(radius * 0.009))
    ring = Image.new("L", (side * 2, side * 2))
    inset = side * 0.13
    ImageDraw.Draw(ring).ellipse(
        (inset, inset, side * 2 - inset, side * 2 - inset), outline=255, width=line * 2
    )
    edge.paste(look.texts.foil, (0, 0, side, side), ring.reduce(2))
    printed(look.texts, side * 0.24, side * 0.86, 0.66)(
        edge, [(0.0, radius), (float(side), radius)]
    )
    sheen = Image.new("L", (side, side))
    ImageDraw.Draw(sheen).polygon(
        [(side * 0.1, 0), (side * 0.42, 0), (side * 0.1, side * 0.9), (-side * 0.3, side)], fill=255
    )
    if look.side > 0:
        sheen = sheen.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    edge.paste(WHITE, (0, 0, side, side), dimmed(blurred(sheen, radius * 0.12), 0.20))
    edge.putalpha(_round(side, 0.002))
    return edge


def _round(side: int, inset: float) -> Image.Image:
    mask = Image.new("L", (side * 2, side * 2))
    gap = side * 2 * inset
    ImageDraw.Draw(mask).ellipse((gap, gap, side * 2 - gap, side * 2 - gap), fill=255)
    return mask.reduce(2)
