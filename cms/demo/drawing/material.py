"""How light runs around a turned body: one strip of colour per material."""

import math
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from .light import colour_at
from .palette import RGB, WHITE, mix

STRIP = 512


class Finish(Enum):
    SATIN = "satin"
    GLOSS = "gloss"
    METAL = "metal"
    GLASS = "glass"
    STONE = "stone"


@dataclass(frozen=True)
class Material:
    colour: RGB
    finish: Finish = Finish.SATIN


# (softbox strength, softbox half width, rim strength)
SOFTBOX = {
    Finish.SATIN: (0.20, 0.12, 0.10),
    Finish.GLOSS: (0.62, 0.055, 0.34),
    Finish.METAL: (0.42, 0.05, 0.30),
    Finish.GLASS: (0.80, 0.055, 0.45),
    Finish.STONE: (0.0, 0.1, 0.0),
}

METAL_BANDS = (
    (-1.0, 0.34), (-0.90, 0.78), (-0.74, 0.42), (-0.52, 1.55), (-0.34, 1.12), (-0.08, 0.66),
    (0.22, 0.50), (0.48, 0.92), (0.62, 1.18), (0.76, 0.62), (0.92, 0.36), (1.0, 0.62),
)  # fmt: skip


def lit(colour: RGB, level: float) -> RGB:
    """The colour under light: 0 is deep shadow, 1 the colour itself, 2 white."""
    if level >= 1:
        return mix(colour, WHITE, level - 1)
    red, green, blue = colour
    shadow = (round(red * 0.20), round(green * 0.17), round(blue * 0.19))
    return mix(shadow, colour, level)


def _diffuse(u: float, material: Material) -> float:
    depth = math.sqrt(max(0.0, 1 - u * u))
    if material.finish is Finish.METAL:
        return 0.0
    if material.finish is Finish.GLASS:
        through = math.exp(-(((u - 0.42) / 0.34) ** 2))
        return 0.30 + 0.42 * depth + 0.62 * through
    key = max(0.0, -0.60 * u + 0.80 * depth)
    fill = max(0.0, 0.92 * u + 0.39 * depth)
    return 0.26 + 0.76 * key + 0.17 * fill


def diffuse_strip(material: Material, side: int) -> Image.Image:
    """Colours from the left edge to the right one; `side` -1 lights from the left, 1 right."""
    image = Image.new("RGB", (STRIP, 1))
    bands = [(at, (round(level * 100),) * 3) for at, level in METAL_BANDS]
    row = []
    for index in range(STRIP):
        u = -side * (2 * index / (STRIP - 1) - 1)
        level = _diffuse(u, material)
        if material.finish is Finish.METAL:
            level = colour_at(bands, u)[0] / 100
        row.append(lit(material.colour, level))
    image.putdata(row)
    return image


def _plateau(distance: float, half_width: float) -> float:
    edge = half_width * 0.45
    return 1 / (1 + math.exp((abs(distance) - half_width) / (edge * 0.35)))


def gloss_strip(material: Material, side: int) -> Image.Image:
    """Mask of the reflected softbox and the rim light, to be laid on in white."""
    image = Image.new("L", (STRIP, 1))
    strength, half_width, rim = SOFTBOX[material.finish]
    row = []
    for index in range(STRIP):
        u = -side * (2 * index / (STRIP - 1) - 1)
        box = strength * _plateau(u + 0.70, half_width)
        edge = rim * math.exp(-(((u - 0.86) / 0.045) ** 2))
        row.append(round(255 * min(1.0, box + edge)))
    image.putdata(row)
    return image
