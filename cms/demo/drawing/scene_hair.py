"""Flowing hair: some hundred strands side by side."""

import math
import random
from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageDraw

from .light import glow, vertical, vignette
from .material import lit
from .palette import RGB, darker, lighter, mix
from .scenery import SIZE, Scene

STRANDS = 460
STEPS = 84
ZOOM = 1.5


@dataclass(frozen=True)
class Wave:
    """A sheet of hair: where it runs and how it swings."""

    start: float
    spread: float
    swing: float
    length: float
    phase: float
    fall: float

    @classmethod
    def drawn(cls, dice: random.Random, layer: int) -> Self:
        return cls(
            start=0.10 + 0.22 * layer + dice.uniform(-0.04, 0.04),
            spread=dice.uniform(0.30, 0.42),
            swing=dice.uniform(0.10, 0.17),
            length=dice.uniform(0.8, 1.15),
            phase=dice.uniform(0, 2 * math.pi),
            fall=dice.uniform(0.05, 0.30),
        )

    def height_at(self, x: float, share: float) -> float:
        """Height of a strand (share 0-1 across the sheet) at x, both in frame shares."""
        angle = 2 * math.pi * x / self.length + self.phase + share * 1.5
        pinch = 0.62 + 0.38 * math.cos(angle * 0.5 + 1.1)
        return (
            self.start + self.fall * x + self.spread * share * pinch + self.swing * math.sin(angle)
        )


def draw_hair(scene: Scene) -> Image.Image:
    """Three sheets of hair across the whole picture, shining where they bend."""
    size = (round(SIZE[0] * ZOOM), round(SIZE[1] * ZOOM))
    ground = darker(scene.deep, 0.2)
    image = vertical(size, [(0, mix(ground, scene.mid, 0.3)), (1, darker(ground, 0.3))])
    glow(image, (size[0] * 0.25, 0), size[0] * 0.6, 0.4, mix(scene.accent, scene.light, 0.4))
    hues = [
        mix(scene.deep, scene.mid, 0.35),
        mix(scene.mid, scene.accent, 0.35),
        mix(scene.accent, scene.light, 0.25),
    ]
    for layer, hue in enumerate(hues):
        _sheet(image, Wave.drawn(scene.dice, layer), hue, scene)
    picture = image.resize(SIZE, Image.Resampling.LANCZOS)
    vignette(picture, 0.35, darker(scene.deep, 0.6))
    return picture


def _sheet(image: Image.Image, wave: Wave, hue: RGB, scene: Scene) -> None:
    pen = ImageDraw.Draw(image)
    for number in range(STRANDS):
        share = number / (STRANDS - 1)
        stray = scene.dice.gauss(0, 0.004)
        jitter = scene.dice.gauss(0, 0.11)
        tone = mix(hue, lighter(hue, 0.4), max(0.0, scene.dice.gauss(0.12, 0.15)))
        _strand(pen, image.size, wave, share, stray, jitter, tone)


def _strand(
    pen: ImageDraw.ImageDraw,
    size: tuple[int, int],
    wave: Wave,
    share: float,
    stray: float,
    jitter: float,
    tone: RGB,
) -> None:
    width, height = size
    last = (0.0, (wave.height_at(0, share) + stray) * height)
    rim = 0.34 * math.sin(math.pi * share) ** 0.5
    for step in range(1, STEPS + 1):
        x = step / STEPS
        place = (x * width, (wave.height_at(x, share) + stray * (1 + x)) * height)
        angle = 2 * math.pi * x / wave.length + wave.phase + share * 1.5
        shine = math.exp(-(((math.sin(angle * 0.5 + 0.6)) / 0.30) ** 2))
        soft = math.sin(angle + 0.8) * 0.16
        pen.line(
            (last, place),
            fill=lit(tone, 0.34 + rim + soft + jitter + 0.58 * shine * (0.6 + jitter * 2)),
            width=6,
        )
        last = place
