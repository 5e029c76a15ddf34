"""Things that keep a product company: sprigs, pebbles, drops, a comb."""

import math
import random

from PIL import Image, ImageDraw

from .light import blurred, dimmed, vertical
from .palette import RGB, WHITE, darker, lighter, mix
from .stage import Stage

Point = tuple[float, float]


def _leaf(
    pen: ImageDraw.ImageDraw, root: Point, length: float, width: float, colour: RGB, angle: float
) -> None:
    """One leaf from its root in the angle (degrees), each half in its own light."""
    turn = math.radians(angle)
    along, across = (math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))

    def edge(way: int) -> list[Point]:
        points = []
        for step in range(25):
            share = step / 24
            half = way * width * math.sin(math.pi * share**0.8) * (1 - 0.25 * share)
            x = root[0] + along[0] * length * share + across[0] * half
            points.append((x, root[1] + along[1] * length * share + across[1] * half))
        return points

    pen.polygon(edge(-1), fill=(*lighter(colour, 0.22), 255))
    pen.polygon(edge(1), fill=(*darker(colour, 0.16), 255))
    rib = [root, (root[0] + along[0] * length, root[1] + along[1] * length)]
    pen.line(rib, fill=(*lighter(colour, 0.42), 255), width=max(2, round(width * 0.10)))


def sprig(
    stage: Stage, start: Point, reach: float, colour: RGB, dice: random.Random, heading: float
) -> None:
    """A eucalyptus twig from `start` in the heading (degrees, 0 to the right, 90 up)."""
    zoom, half = 2, round(reach * 1.45)
    layer = Image.new("RGBA", (half * 2 * zoom, half * 2 * zoom), (*colour, 0))
    pen = ImageDraw.Draw(layer)
    bow = dice.uniform(-28, 28)
    x = y = float(half * zoom)
    stem = []
    for step in range(40):
        angle = math.radians(heading + bow * step / 39)
        x, y = x + math.cos(angle) * reach * zoom / 39, y - math.sin(angle) * reach * zoom / 39
        stem.append((x, y))
    pen.line(
        stem, fill=(*darker(colour, 0.35), 255), width=max(8, round(reach / 55)), joint="curve"
    )
    size = reach * zoom
    for number, root in enumerate(stem[3::4]):
        for way in (-1, 1):
            length = size * (0.30 - 0.018 * number) * dice.uniform(0.75, 1.0)
            angle = heading + bow * number / 10 + way * dice.uniform(34, 62)
            tone = mix(colour, WHITE, dice.uniform(0, 0.16))
            _leaf(pen, root, length, size * (0.078 - 0.0047 * number), tone, angle)
    _leaf(pen, stem[-1], size * 0.16, size * 0.04, lighter(colour, 0.1), heading + bow)
    _lay_down(stage, layer.reduce(zoom), (start[0] - half, start[1] - half), reach * 0.03)


def _lay_down(stage: Stage, layer: Image.Image, corner: Point, depth: float) -> None:
    """The cut-out with its corner there and its shadow beside it."""
    alpha = layer.getchannel("A").reduce(4)
    soft = blurred(alpha, max(2.0, depth / 5)).resize(layer.size, Image.Resampling.BILINEAR)
    stage.darken(dimmed(soft, 0.34), corner[0] - stage.side * depth, corner[1] + depth * 0.7)
    stage.picture.paste(layer, (round(corner[0]), round(corner[1])), layer)


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


def comb(stage: Stage, middle: Point, length: float, colour: RGB, angle: float) -> None:
    """A barber's comb lying down; turned by the angle in degrees around its middle."""
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
    left, top = middle[0] - body.width / 2, middle[1] - body.height / 2
    _lay_down(stage, body, (left, top), length * 0.012)
