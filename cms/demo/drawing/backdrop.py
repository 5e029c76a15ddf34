"""Studio backdrops: wall, floor, niches and the light that falls on them."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .light import blurred, fade, glow, tint, vertical, vignette
from .palette import BLACK, RGB, WHITE, darker, lighter, luminance, mix

SHRINK = 2  # backdrops are soft: half the size is enough


def at_rest(image: Image.Image, mask: Image.Image, colour: RGB, side: int, depth: float) -> None:
    """A flat piece in front of the wall, with the shadow it throws."""
    shadow = blurred(ImageChops.offset(mask, round(-side * depth), round(depth * 0.6)), depth)
    tint(image, shadow, darker(colour, 0.75), 0.30)
    width, height = image.size
    image.paste(
        vertical((width, height), [(0, lighter(colour, 0.14)), (0.8, darker(colour, 0.06))]),
        (0, 0),
        mask,
    )


def sunk(image: Image.Image, mask: Image.Image, colour: RGB, side: int, depth: float) -> None:
    """A recess in the wall: its edge nearer to the light is in shadow."""
    width, height = image.size
    image.paste(
        vertical((width, height), [(0, darker(colour, 0.16)), (0.75, lighter(colour, 0.10))]),
        (0, 0),
        mask,
    )
    hole = ImageChops.offset(mask, round(-side * depth), round(depth * 0.5))
    inner = ImageChops.multiply(blurred(ImageChops.invert(hole), depth * 0.7), mask)
    tint(image, inner, darker(colour, 0.8), 0.42)


def _drawn(size: tuple[int, int], draw: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    draw(ImageDraw.Draw(mask), 2)
    return mask.reduce(2)


def arch_mask(
    size: tuple[int, int], centre: float, top: float, half: float, floor: float
) -> Image.Image:
    """A round arch standing on the floor line."""

    def draw(pen: ImageDraw.ImageDraw, zoom: int) -> None:
        left, right = (centre - half) * zoom, (centre + half) * zoom
        pen.ellipse((left, top * zoom, right, (top + 2 * half) * zoom), fill=255)
        pen.rectangle((left, (top + half) * zoom, right, floor * zoom), fill=255)

    return _drawn(size, draw)


def disc_mask(size: tuple[int, int], x: float, y: float, radius: float) -> Image.Image:
    return _drawn(
        size,
        lambda pen, zoom: pen.ellipse(
            ((x - radius) * zoom, (y - radius) * zoom, (x + radius) * zoom, (y + radius) * zoom),
            fill=255,
        ),
    )


def window_light(size: tuple[int, int], dice: random.Random, side: int) -> Image.Image:
    """Slanted panes of sunlight, as a mask."""
    width, height = size
    slope = -side * dice.uniform(0.24, 0.42)
    short = min(size)
    pane, gap = short * dice.uniform(0.19, 0.24), short * 0.028
    start, top = width * dice.uniform(0.1, 0.32), height * dice.uniform(0.06, 0.16)
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for column in range(3):
        for row in range(3):
            x, y = start + column * (pane + gap), top + row * (pane * 1.35 + gap)
            corners = [(x, y), (x + pane, y), (x + pane, y + pane * 1.35), (x, y + pane * 1.35)]
            pen.polygon([(px, py + slope * (px - width / 2)) for px, py in corners], fill=255)
    return blurred(mask, short * 0.011)


def leaf_shadow(size: tuple[int, int], dice: random.Random, side: int) -> Image.Image:
    """The shadow of a palm frond that hangs in from the light's side, as a mask."""
    width, height = size
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    root = (width * (-0.05 if side < 0 else 1.05), height * dice.uniform(0.02, 0.2))
    for frond in range(2):
        bend = dice.uniform(0.1, 0.5) + frond * 0.45
        for step in range(26):
            share = step / 25
            x = root[0] - side * width * 0.72 * share
            y = root[1] + height * (bend * 0.35 * share + 0.22 * share * share)
            span = width * 0.30 * math.sin(math.pi * (0.15 + 0.8 * share))
            for turn in (-1, 1):
                angle = math.atan2(1, -side * 1.2) + turn * 0.95
                tip = (x + span * math.cos(angle), y + span * math.sin(angle))
                thick = width * 0.008
                middle = ((x + tip[0]) / 2 - thick, (y + tip[1]) / 2 + thick)
                other = ((x + tip[0]) / 2 + thick, (y + tip[1]) / 2 - thick)
                pen.polygon([(x, y), middle, tip, other], fill=255)
    return blurred(mask, width * 0.010)


def room(
    full: tuple[int, int], colour: RGB, floor: RGB, horizon: float, side: int, *, soft: float = 0.0
) -> Image.Image:
    """Wall and floor at half size; `horizon` is a share of the height, `soft` blurs it (pixels)."""
    width, height = full[0] // SHRINK, full[1] // SHRINK
    line = round(height * horizon)
    image = vertical(
        (width, height), [(0, darker(colour, 0.10)), (0.62, lighter(colour, 0.10)), (1, colour)]
    )
    ground = vertical(
        (width, height - line), [(0, darker(floor, 0.13)), (0.35, floor), (1, lighter(floor, 0.10))]
    )
    mask = Image.new("L", (width, height))
    mask.paste(255, (0, line, width, height))
    if soft:
        mask = blurred(mask, soft)
    layer = Image.new("RGB", (width, height), darker(floor, 0.13))
    layer.paste(ground, (0, line))
    image.paste(layer, (0, 0), mask)
    centre = (width * (0.5 + side * 0.34), height * 0.20)
    glow(image, centre, height * 0.75, 0.42 if luminance(colour) > 0.4 else 0.16)
    return image


def niche(
    image: Image.Image, kind: str, colour: RGB, horizon: float, dice: random.Random, side: int
) -> None:
    """What stands behind the product on the wall."""
    width, height = image.size
    floor, middle = height * horizon, width * 0.5
    if kind == "arch":
        half = width * dice.uniform(0.31, 0.37)
        mask = arch_mask(image.size, middle, height * dice.uniform(0.10, 0.16), half, floor)
        sunk(image, mask, colour, side, width * 0.04)
    elif kind == "disc":
        radius = width * dice.uniform(0.33, 0.39)
        mask = disc_mask(
            image.size,
            middle - side * width * dice.uniform(0.0, 0.12),
            floor - radius * 0.98,
            radius,
        )
        mask.paste(0, (0, round(floor), width, height))
        at_rest(image, mask, colour, side, width * 0.022)
    elif kind == "slabs":
        for number, half in enumerate((0.36, 0.22)):
            x = middle - side * width * (0.10 - 0.26 * number)
            top = height * (0.14 + 0.20 * number)
            mask = arch_mask(image.size, x, top, width * half, floor)
            at_rest(image, mask, mix(colour, WHITE, 0.10 * number), side, width * 0.02)


def atmosphere(image: Image.Image, kind: str, dice: random.Random, side: int) -> None:
    """Sun through a window, the shadow of a plant, or plain soft light."""
    dark = luminance(image.resize((1, 1)).getpixel((0, 0))) < 0.4  # type: ignore[arg-type]
    if kind == "window":
        tint(image, window_light(image.size, dice, side), (255, 246, 228), 0.15 if dark else 0.42)
    elif kind == "leaves":
        tint(image, leaf_shadow(image.size, dice, side), BLACK, 0.26 if dark else 0.17)
    vignette(image, 0.34 if dark else 0.20, darker(image.resize((1, 1)).getpixel((0, 0)), 0.7))  # type: ignore[arg-type]


def enlarged(image: Image.Image, full: tuple[int, int]) -> Image.Image:
    return image.resize(full, Image.Resampling.BICUBIC)


def mirrored_floor(picture: Image.Image, line: int, strength: float) -> None:
    """A polished floor: what is above the line, upside down and fading."""
    depth = picture.height - line
    part = picture.crop((0, line - depth, picture.width, line)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    part = part.filter(ImageFilter.GaussianBlur(9))
    picture.paste(part, (0, line), fade(part.size, [(0, round(255 * strength)), (1, 20)]))
