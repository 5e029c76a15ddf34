"""Gradients, blurs, shadows and film grain on Pillow images."""

import random
import zlib
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter

from .palette import RGB, WHITE, mix

Stop = tuple[float, RGB]
Size = tuple[int, int]

GRAIN_TILE = 512
RADIAL_EDGE = 180  # Pillow's radial gradient reaches 255 in the corners, not at the sides


def seeded(key: str) -> random.Random:
    """The same sequence for the same key on every machine."""
    return random.Random(zlib.crc32(key.encode()))  # noqa: S311 - a picture, not a secret


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def colour_at(stops: Sequence[Stop], position: float) -> RGB:
    """Colour between the stops (sorted by position), eased so that no band edge shows."""
    if position <= stops[0][0]:
        return stops[0][1]
    for (start, first), (end, second) in pairwise(stops):
        if position <= end:
            return mix(first, second, _smooth((position - start) / (end - start)))
    return stops[-1][1]


def strip(stops: Sequence[Stop], length: int = 512) -> Image.Image:
    """A gradient one pixel high."""
    image = Image.new("RGB", (length, 1))
    image.putdata([colour_at(stops, index / (length - 1)) for index in range(length)])
    return image


def vertical(size: Size, stops: Sequence[Stop]) -> Image.Image:
    return (
        strip(stops).transpose(Image.Transpose.ROTATE_270).resize(size, Image.Resampling.BILINEAR)
    )


def horizontal(size: Size, stops: Sequence[Stop]) -> Image.Image:
    return strip(stops).resize(size, Image.Resampling.BILINEAR)


def fade(size: Size, levels: Sequence[tuple[float, int]]) -> Image.Image:
    """A vertical mask: (position, level 0-255) from top to bottom."""
    stops = [(position, (level, level, level)) for position, level in levels]
    return vertical(size, stops).getchannel("R")


def blurred(mask: Image.Image, radius: float) -> Image.Image:
    """Gaussian blur, made on a small copy when the radius is large: same look, far cheaper."""
    shrink = max(1, int(radius // 6))
    if shrink == 1:
        return mask.filter(ImageFilter.GaussianBlur(radius))
    small = mask.resize(
        (max(1, mask.width // shrink), max(1, mask.height // shrink)), reducing_gap=2
    )
    soft = small.filter(ImageFilter.GaussianBlur(radius / shrink))
    return soft.resize(mask.size, Image.Resampling.BICUBIC)


def dimmed(mask: Image.Image, strength: float) -> Image.Image:
    return mask.point([round(level * strength) for level in range(256)])


def tint(image: Image.Image, mask: Image.Image, colour: RGB, strength: float = 1.0) -> None:
    """Lays the colour over the image where the mask is white."""
    image.paste(colour, (0, 0, *image.size), dimmed(mask, strength))


def glow(
    image: Image.Image,
    centre: tuple[float, float],
    radius: float,
    strength: float,
    colour: RGB = WHITE,
) -> None:
    """A round soft light; centre and radius in pixels."""
    side = max(2, round(radius * 2))
    levels = [_smooth(max(0.0, 1 - level / RADIAL_EDGE)) for level in range(256)]
    disc = Image.radial_gradient("L").point([round(255 * strength * level) for level in levels])
    disc = disc.resize((side, side), Image.Resampling.BICUBIC)
    left, top = round(centre[0] - radius), round(centre[1] - radius)
    image.paste(colour, (left, top, left + side, top + side), disc)


def vignette(image: Image.Image, strength: float, colour: RGB) -> None:
    """Darkens the corners."""
    mask = Image.radial_gradient("L").point(
        [
            round(255 * strength * _smooth(max(0.0, level / 255 - 0.35) / 0.65))
            for level in range(256)
        ]
    )
    image.paste(colour, (0, 0, *image.size), mask.resize(image.size, Image.Resampling.BICUBIC))


def grain(image: Image.Image, dice: random.Random, strength: float = 1.8) -> Image.Image:
    """The image with fine noise, which also hides the steps of 8-bit gradients."""
    area = GRAIN_TILE * GRAIN_TILE
    layers = [Image.frombytes("L", (GRAIN_TILE, GRAIN_TILE), dice.randbytes(area)) for _ in "ab"]
    tile = ImageChops.add(layers[0], layers[1], scale=2)
    tile = tile.point([round(128 + (level - 127.5) / 42 * strength) for level in range(256)])
    noise = Image.new("L", image.size)
    for left in range(0, image.width, GRAIN_TILE):
        for top in range(0, image.height, GRAIN_TILE):
            noise.paste(tile, (left, top))
    return ImageChops.add(image, Image.merge("RGB", (noise, noise, noise)), offset=-128)
