"""Turned bodies: a profile and a material become a picture with curved edges."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageOps

from .light import blurred, dimmed, fade
from .material import STRIP, Material, diffuse_strip, gloss_strip
from .palette import BLACK, WHITE

Profile = Sequence[tuple[float, float]]  # (y, radius) from the top down, pixels
Decorate = Callable[[Image.Image, Profile], None]

COLUMNS = 56
SLOPE_STEPS = 60
PADDING = 3  # transparent rows, so that the curved edges come out antialiased


def shoulder(
    neck: float, body: float, height: float, power: float = 2.0
) -> list[tuple[float, float]]:
    """A rounded shoulder from the neck's radius to the body's over the height."""
    points = []
    for step in range(25):
        angle = math.pi / 2 * step / 24
        down = 1 - math.cos(angle) ** (2 / power)
        out = math.sin(angle) ** (2 / power)
        points.append((height * down, neck + (body - neck) * out))
    return points


def foot(radius: float, bottom: float, rounding: float) -> list[tuple[float, float]]:
    """The rounded lower edge of a body that ends at `bottom`."""
    points = []
    for step in range(9):
        angle = math.pi / 2 * step / 8
        inward = rounding * (1 - math.cos(angle))
        points.append((bottom - rounding + rounding * math.sin(angle), radius - inward))
    return points


def radius_at(profile: Profile, y: float) -> float:
    index = bisect_right(profile, y, key=lambda point: point[0])
    if index == 0:
        return profile[0][1]
    if index == len(profile):
        return profile[-1][1]
    (above, first), (below, second) = profile[index - 1], profile[index]
    return first + (second - first) * (y - above) / max(below - above, 1e-6)


def _size(profile: Profile) -> tuple[int, int]:
    return 2 * math.ceil(max(radius for _, radius in profile)), math.ceil(profile[-1][0])


def _sloped(strip: Image.Image, steepness: int) -> Image.Image:
    """The strip on a surface that looks up (positive steps) or down (negative ones)."""
    share = steepness / SLOPE_STEPS
    if not steepness:
        return strip
    if share > 0:
        return Image.blend(strip, Image.new("RGB", strip.size, WHITE), 0.42 * share)
    return Image.blend(strip, Image.new("RGB", strip.size, BLACK), -0.45 * share)


def wrapped(strip: Image.Image, profile: Profile, *, shade_slopes: bool = False) -> Image.Image:
    """The strip around the profile, row by row."""
    width, height = _size(profile)
    image = Image.new(strip.mode, (width, height))

    @cache
    def row(span: int, steepness: int) -> Image.Image:
        return _sloped(strip, steepness).resize((span, 1))

    for y in range(height):
        radius = radius_at(profile, y)
        span = 2 * round(radius) + 6
        steep = 0
        if shade_slopes:
            slope = radius_at(profile, y + 2) - radius_at(profile, y - 2)
            steep = round(SLOPE_STEPS * slope / math.hypot(slope, 4))
        image.paste(row(span, steep), (width // 2 - span // 2, y))
    return image


def outline(profile: Profile) -> Image.Image:
    """Antialiased mask of the profile."""
    width, height = _size(profile)
    mask = Image.new("L", (width * 2, height * 2))
    right = [((width / 2 + radius) * 2, y * 2) for y, radius in profile]
    left = [((width / 2 - radius) * 2, y * 2) for y, radius in reversed(profile)]
    ImageDraw.Draw(mask).polygon(right + left, fill=255)
    return mask.reduce(2)


def bent(image: Image.Image, top: float, bottom: float) -> Image.Image:
    """The flat picture seen from slightly above.

    `top` and `bottom` are the pixels by which the two edges sag in the middle.
    """
    width, height = image.size
    padded = ImageOps.expand(image, (0, PADDING), (0, 0, 0, 0))
    tall = height + math.ceil(max(top, bottom, 0))
    edges = [
        round(width * (1 - math.cos(math.pi * step / COLUMNS)) / 2) for step in range(COLUMNS + 1)
    ]

    def source(x: float, y: float) -> float:
        sag = math.sqrt(max(0.0, 1 - (2 * x / width - 1) ** 2))
        return (y - top * sag) / (1 + (bottom - top) * sag / height) + PADDING

    mesh = [
        ((x, 0, end, tall),
         (x, source(x, 0), x, source(x, tall), end, source(end, tall), end, source(end, 0)))
        for x, end in pairwise(edges) if end > x
    ]  # fmt: skip
    return padded.transform((width, tall), Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def turned(
    profile: Profile,
    material: Material,
    side: int,
    *,
    top: float,
    bottom: float,
    decorate: Decorate | None = None,
    falloff: float = 0.22,
) -> Image.Image:
    """The body as RGBA; `top` and `bottom` as in `bent`, `falloff` darkens towards the foot."""
    paint = wrapped(diffuse_strip(material, side), profile, shade_slopes=True)
    if decorate:
        decorate(paint, profile)
    gloss = wrapped(gloss_strip(material, side), profile)
    ends = fade(paint.size, [(0, 120), (0.12, 235), (0.7, 255), (1, 150)])
    paint.paste(WHITE, (0, 0, *paint.size), ImageChops.multiply(gloss, ends))
    paint.paste(
        BLACK, (0, 0, *paint.size), fade(paint.size, [(0, 0), (0.45, 0), (1, round(255 * falloff))])
    )
    paint.putalpha(outline(profile))
    return bent(paint, top, bottom)


def face(radius: float, drop: float, material: Material, side: int) -> Image.Image:
    """The round top of a lid or plinth as RGBA, `drop` its half height."""
    width, height = 2 * math.ceil(radius), max(2, 2 * math.ceil(drop))
    strip = _sloped(diffuse_strip(material, side), SLOPE_STEPS)
    calm = Image.blend(strip, Image.new("RGB", strip.size, strip.getpixel((STRIP // 2, 0))), 0.72)
    paint = calm.resize((width, height))
    mask = Image.new("L", (width * 2, height * 2))
    ImageDraw.Draw(mask).ellipse((1, 1, width * 2 - 2, height * 2 - 2), fill=255)
    mask = mask.reduce(2)
    rim = ImageChops.subtract(mask, ImageChops.offset(mask, 0, -max(2, round(drop * 0.07))))
    paint.paste(WHITE, (0, 0, width, height), dimmed(blurred(rim, 1.2), 0.55))
    paint.putalpha(mask)
    return paint
