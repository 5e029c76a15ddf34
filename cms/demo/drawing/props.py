"""Things that keep a product company: sprigs, pebbles, drops, a comb."""

import math
import random

from PIL import Image, ImageDraw

from .light import blurred, vertical
from .palette import RGB, WHITE, darker, lighter, mix
from .stage import Stage


def _leaf(length: float, width: float, colour: RGB, angle: float) -> Image.Image:
    """One leaf with its tip to the right, turned by the angle in degrees; RGBA."""
    zoom = 2
    size = round(length * 2.1) * zoom
    image = Image.new("RGBA", (size, size), (*colour, 0))
    pen, middle = ImageDraw.Draw(image), size / 2
    upper, lower = [], []
    for step in range(33):
        share = step / 32
        half = width * zoom * math.sin(math.pi * share**0.8) * (1 - 0.25 * share)
        x = middle + length * zoom * share
        upper.append((x, middle - half))
        lower.append((x, middle + half))
    rib = [(middle, middle), (middle + length * zoom, middle)]
    pen.polygon(upper + rib[::-1], fill=(*lighter(colour, 0.22), 255))
    pen.polygon(lower + rib[::-1], fill=(*darker(colour, 0.16), 255))
    pen.line(rib, fill=(*lighter(colour, 0.42), 255), width=max(2, round(width * 0.10)))
    turned = image.rotate(angle, Image.Resampling.BICUBIC)
    return turned.reduce(zoom)


def sprig(
    stage: Stage,
    start: tuple[float, float],
    reach: float,
    colour: RGB,
    dice: random.Random,
    heading: float,
) -> None:
    """A eucalyptus twig from `start` in the heading (degrees, 0 to the right, 90 up)."""
    layer = Image.new("RGBA", stage.picture.size, (*colour, 0))
    pen = ImageDraw.Draw(layer)
    bow = dice.uniform(-28, 28)
    points = []
    x, y = start
    for step in range(40):
        angle = math.radians(heading + bow * step / 39)
        x, y = x + math.cos(angle) * reach / 39, y - math.sin(angle) * reach / 39
        points.append((x, y))
    pen.line(
        points, fill=(*darker(colour, 0.35), 255), width=max(4, round(reach / 110)), joint="curve"
    )
    for number, (x, y) in enumerate(points[3::4]):
        for turn in (-1, 1):
            fit = 0.30 - 0.018 * number
            angle = heading + bow * number / 10 + turn * dice.uniform(34, 62)
            tone = mix(colour, WHITE, dice.uniform(0, 0.16))
            leaf = _leaf(reach * fit * dice.uniform(0.75, 1.0), reach * fit * 0.26, tone, angle)
            _lay(layer, leaf, x, y)
    tip = _leaf(reach * 0.16, reach * 0.04, lighter(colour, 0.1), heading + bow)
    _lay(layer, tip, *points[-1])
    _drop_shadow(stage, layer, reach * 0.03)
    stage.picture.paste(layer, (0, 0), layer)


def _lay(layer: Image.Image, part: Image.Image, x: float, y: float) -> None:
    """The part centred on the point, cut off where it leaves the layer."""
    left, top = round(x - part.width / 2), round(y - part.height / 2)
    part = part.crop((max(0, -left), max(0, -top), part.width, part.height))
    if part.width > 0 and part.height > 0 and left < layer.width and top < layer.height:
        layer.alpha_composite(part, (max(0, left), max(0, top)))


def _drop_shadow(stage: Stage, layer: Image.Image, depth: float) -> None:
    alpha = layer.getchannel("A").reduce(4)
    soft = blurred(alpha, max(2.0, depth / 5)).resize(layer.size, Image.Resampling.BILINEAR)
    stage.darken(
        soft.point([round(level * 0.34) for level in range(256)]), -stage.side * depth, depth * 0.7
    )


def pebble(stage: Stage, x: float, y: float, radius: float, colour: RGB) -> None:
    """A flat river stone; `y` is where it touches the floor."""
    wide, tall = round(radius * 2), round(radius * 1.05)
    image = vertical(
        (wide, tall), [(0, lighter(colour, 0.5)), (0.45, colour), (1, darker(colour, 0.55))]
    )
    mask = Image.new("L", (wide * 2, tall * 2))
    ImageDraw.Draw(mask).ellipse((1, 1, wide * 2 - 2, tall * 2 - 2), fill=255)
    stage.contact(x, y - tall * 0.12, radius * 0.86, tall * 0.16)
    stage.picture.paste(image, (round(x - radius), round(y - tall)), mask.reduce(2))


def drops(
    stage: Stage, box: tuple[float, float, float, float], count: int, dice: random.Random
) -> None:
    """Water drops lying inside the box (left, top, right, bottom)."""
    for _ in range(count):
        x, y = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3])
        radius = dice.uniform(7, 30) * (0.6 + 0.4 * (y - box[1]) / max(1.0, box[3] - box[1]))
        _drop(stage, x, y, radius)


def _drop(stage: Stage, x: float, y: float, radius: float) -> None:
    wide, tall = round(radius * 2), max(4, round(radius * 1.1))
    under = stage.picture.crop(
        (round(x - radius), round(y - tall), round(x - radius) + wide, round(y - tall) + tall)
    )
    dark = Image.blend(under, Image.new("RGB", under.size, stage.shadow), 0.22)
    light = Image.blend(under, Image.new("RGB", under.size, WHITE), 0.45)
    body = Image.composite(
        light, dark, vertical(under.size, [(0.2, (0, 0, 0)), (1, WHITE)]).getchannel("R")
    )
    mask = Image.new("L", (wide * 2, tall * 2))
    ImageDraw.Draw(mask).ellipse((0, 0, wide * 2 - 1, tall * 2 - 1), fill=255)
    stage.contact(x, y - tall * 0.35, radius * 0.8, tall * 0.32)
    stage.picture.paste(body, (round(x - radius), round(y - tall)), mask.reduce(2))
    spot = radius * 0.2
    centre = (x + stage.side * radius * 0.36, y - tall * 0.70)
    ImageDraw.Draw(stage.picture).ellipse(
        (centre[0] - spot, centre[1] - spot * 0.55, centre[0] + spot, centre[1] + spot * 0.55),
        fill=WHITE,
    )


def comb(
    stage: Stage, corner: tuple[float, float], length: float, colour: RGB, angle: float
) -> None:
    """A barber's comb lying down; `corner` is the middle, the angle in degrees."""
    zoom, wide = 2, round(length)
    tall = round(length * 0.2)
    sheet = Image.new("L", (wide * zoom, tall * zoom))
    pen = ImageDraw.Draw(sheet)
    pen.rounded_rectangle((0, 0, wide * zoom - 1, tall * zoom * 0.36), tall * 0.3, fill=255)
    x = wide * 0.02
    while x < wide * 0.97:
        coarse = x < wide * 0.5
        tooth, gap = (wide * 0.0085, wide * 0.0085) if coarse else (wide * 0.0055, wide * 0.0055)
        pen.rectangle(
            (x * zoom, tall * zoom * 0.3, (x + tooth) * zoom, tall * zoom * 0.97), fill=255
        )
        x += tooth + gap
    body = vertical(
        (wide, tall), [(0, lighter(colour, 0.4)), (0.12, colour), (1, darker(colour, 0.2))]
    ).convert("RGBA")
    body.putalpha(sheet.reduce(zoom))
    body = body.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("RGBA", stage.picture.size, (*colour, 0))
    layer.paste(body, (round(corner[0] - body.width / 2), round(corner[1] - body.height / 2)))
    _drop_shadow(stage, layer, length * 0.012)
    stage.picture.paste(layer, (0, 0), layer)
