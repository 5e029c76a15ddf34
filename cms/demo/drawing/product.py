"""Studio pictures of one product."""

import random
from dataclasses import dataclass

from PIL import Image

from .assembly import Look
from .backdrop import atmosphere, enlarged, niche, room
from .light import grain, seeded
from .palette import RGB, Palette, darker, lighter, luminance, mix, rgb
from .props import comb, drops, pebble, sprig
from .stage import Stage, ball, plinth
from .wardrobe import CREAM, DRAWERS, dressed, sprite

SHAPES = tuple(DRAWERS)
VIEWS = (0, 1, 2)
SIZE = (2000, 2500)

LOW = ("jar", "tin")
MENS = ("tin", "spray")


@dataclass(frozen=True)
class Shot:
    """Everything the three compositions need to know."""

    code: str
    shape: str
    look: Look
    palette: Palette
    dice: random.Random
    side: int
    wall: RGB
    floor: RGB


def draw_product(
    code: str, shape: str, palette: Palette, wordmark: str, label: str, view: int = 0
) -> Image.Image:
    """One product, 2000x2500 pixels, RGB; `view` 0 front, 1 close, 2 with company."""
    if shape not in SHAPES:
        raise ValueError(f"unknown shape {shape!r}; known: {', '.join(SHAPES)}")
    if view not in VIEWS:
        raise ValueError(f"unknown view {view!r}; known: {', '.join(map(str, VIEWS))}")
    dice = seeded(f"{code}/{shape}/{view}")
    look = dressed(code, shape, palette, wordmark, label)
    side = seeded(f"light/{code}").choice((-1, 1)) * (-1 if view == 1 else 1)
    wall, floor = _grounds(look.body.colour, palette, dice)
    shot = Shot(code, shape, look, palette, dice, side, wall, floor)
    picture = (_front, _close, _company)[view](shot)
    return grain(picture, dice)


def _grounds(body: RGB, palette: Palette, dice: random.Random) -> tuple[RGB, RGB]:
    """Wall and floor that set the body off."""
    deep, mid, light, accent = (
        rgb(tone) for tone in (palette.deep, palette.mid, palette.light, palette.accent)
    )
    pale = [light, mix(light, accent, 0.22), mix(light, CREAM, 0.6), mix(light, mid, 0.25)]
    full = [
        mix(mid, light, 0.45),
        mix(accent, light, 0.45),
        mix(mid, deep, 0.35),
        mix(mid, light, 0.2),
    ]
    walls = pale if luminance(body) < 0.5 else full
    wall = max(dice.sample(walls, 3), key=lambda tone: _distance(tone, body))
    return wall, mix(wall, dice.choice([CREAM, light, darker(wall, 0.2)]), 0.35)


def _distance(first: RGB, second: RGB) -> float:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


def _set(
    shot: Shot, horizon: float, niches: list[str], lights: list[str], soft: float = 0.0
) -> Stage:
    image = room(SIZE, shot.wall, shot.floor, horizon, shot.side, soft=soft)
    tone = mix(shot.wall, rgb(shot.palette.accent), 0.22)
    if luminance(shot.wall) > 0.72:
        tone = mix(shot.wall, rgb(shot.palette.mid), shot.dice.uniform(0.25, 0.45))
    niche(image, shot.dice.choice(niches), tone, horizon, shot.dice, shot.side)
    atmosphere(image, shot.dice.choice(lights), shot.dice, shot.side)
    return Stage(enlarged(image, SIZE), shot.side, shadow=darker(shot.floor, 0.82))


def _front(shot: Shot) -> Image.Image:
    """The whole product, straight ahead, on the floor or a low plinth."""
    horizon = shot.dice.uniform(0.70, 0.76)
    stage = _set(shot, horizon, ["arch", "disc", "slabs", "none"], ["window", "leaves", "plain"])
    tilt, ground, mirror = 0.085, 2180.0, 0.16
    if shot.dice.random() < 0.5:
        stone = lighter(shot.floor, 0.25)
        block = plinth(shot.dice.uniform(680, 760), 190, stone, shot.side, tilt)
        stage.stand(block, 1000, ground + 90)
        ground, mirror = ground - 100, 0.0
    unit = 1.34 if shot.shape in LOW else 1.28
    body = sprite(shot.code, shot.shape, shot.look, unit=unit, side=shot.side, tilt=tilt)
    stage.stand(body, 1000, ground, mirror=mirror)
    return stage.picture


def _close(shot: Shot) -> Image.Image:
    """Nearer, cropped by the frame, in a plain soft light with drops on the table."""
    stage = _set(shot, 0.82, ["none"], ["leaves", "window"], soft=70)
    unit = 1.50 if shot.shape in LOW else 1.85
    body = sprite(shot.code, shot.shape, shot.look, unit=unit, side=shot.side, tilt=0.06)
    x = 1000 + shot.side * -1 * shot.dice.uniform(60, 160)
    stage.stand(body, x, 2330, mirror=0.24)
    drops(stage, (120, 2330, 1880, 2470), 26, shot.dice)
    return stage.picture


def _company(shot: Shot) -> Image.Image:
    """Two of them, or one with things from its world."""
    horizon = shot.dice.uniform(0.62, 0.68)
    stage = _set(shot, horizon, ["disc", "arch", "slabs"], ["plain", "leaves", "window"])
    tilt = 0.13
    stone, way = mix(shot.floor, CREAM, 0.4), -shot.side
    accent = rgb(shot.palette.accent)
    block = plinth(430, 330, stone, shot.side, tilt)
    stage.stand(block, 1000 + way * 360, 2010)
    unit = 0.80 if shot.shape in LOW else 0.88
    back = sprite(shot.code, shot.shape, shot.look, unit=unit, side=shot.side, tilt=tilt)
    stage.stand(back, 1000 + way * 360, 1690)
    stage.stand(ball(150, mix(accent, shot.wall, 0.25), shot.side), 1000 + way * 760, 2160)
    if shot.shape not in MENS:
        leaf = mix((96, 122, 92), rgb(shot.palette.mid), 0.18)
        sprig(stage, (1000 - way * 900, 2380), 900, leaf, shot.dice, 90 - way * 42)
    front = sprite(shot.code, shot.shape, shot.look, unit=unit * 1.12, side=shot.side, tilt=tilt)
    stage.stand(front, 1000 - way * 330, 2190, mirror=0.12)
    _foreground(stage, shot, way)
    return stage.picture


def _foreground(stage: Stage, shot: Shot, way: int) -> None:
    if shot.shape in MENS:
        comb(stage, (1000 + way * 360, 2330), 900, darker(rgb(shot.palette.deep), 0.2), way * 7)
        return
    stone = mix(shot.floor, rgb(shot.palette.deep), 0.35)
    pebble(stage, 1000 + way * 260, 2330, 110, stone)
    pebble(stage, 1000 + way * 450, 2370, 74, lighter(stone, 0.35))
