"""The home page's picture: products on plinths in the sun."""

from PIL import Image

from .assembly import Layout
from .backdrop import arch_mask, at_rest, enlarged, leaf_shadow, room, sunk, window_light
from .light import glow, tint, vignette
from .material import Finish
from .palette import BLACK, RGB, darker, mix
from .props import pebble, sprig
from .scenery import SIZE, Scene
from .stage import Stage, ball, plinth
from .wardrobe import AMBER, CREAM

SUN: RGB = (255, 244, 222)
LEAF: RGB = (98, 124, 94)


def draw_hero(scene: Scene) -> Image.Image:
    """Products on plinths before an arch in window light; the left third stays calm."""
    side, tilt, wall = -1, 0.12, _hero_wall(scene)
    stage = Stage(_hero_room(scene, side), side, shadow=darker(wall, 0.85), hardness=0.36)
    leaf = mix(LEAF, scene.mid, 0.3)
    sprig(stage, (2330, 1180), 600, leaf, scene.dice, 112)
    stage.stand(plinth(190, 290, mix(scene.mid, wall, 0.55), side, tilt), 2010, 1075)
    stage.stand(plinth(200, 180, mix(scene.accent, wall, 0.50), side, tilt), 1065, 1070)
    stage.stand(plinth(410, 90, mix(wall, CREAM, 0.6), side, tilt), 1540, 1115)
    _line_up(stage, scene, side, tilt)
    stage.stand(ball(70, mix(scene.accent, CREAM, 0.25), side), 960, 1215)
    stage.stand(ball(38, CREAM, side), 1070, 1260)
    pebble(stage, 2090, 1235, 66, mix(wall, scene.deep, 0.35))
    pebble(stage, 2200, 1262, 42, mix(wall, CREAM, 0.5))
    sprig(stage, (540, 1400), 420, leaf, scene.dice, 38)
    return stage.picture


def _line_up(stage: Stage, scene: Scene, side: int, tilt: float) -> None:
    """The hero's products, from the back to the front."""
    pale, glass = mix(scene.mid, scene.light, 0.5), mix(AMBER, scene.accent, 0.25)
    plain, shiny = Finish.SATIN, Finish.GLOSS
    items = (
        ("spray", scene.mid, Layout.PRINTED, plain, 0.47, 1310, 1000),
        ("bottle", CREAM, Layout.PRINTED, plain, 0.47, 1065, 890),
        ("dropper", glass, Layout.PANELLED, Finish.GLASS, 0.44, 2010, 785),
        ("pump", scene.deep, Layout.PRINTED, shiny, 0.54, 1545, 1005),
        ("tube", pale, Layout.PRINTED, plain, 0.44, 1785, 1030),
        ("jar", CREAM, Layout.PRINTED, shiny, 0.33, 1310, 1175),
        ("tin", scene.deep, Layout.PRINTED, plain, 0.29, 1745, 1215),
    )
    for shape, body, layout, finish, unit, x, y in items:
        piece = scene.product(
            shape, body, unit=unit, side=side, tilt=tilt, layout=layout, finish=finish
        )
        stage.stand(piece, x, y, mirror=0.10 if y > 1150 else 0.0)


def _hero_wall(scene: Scene) -> RGB:
    """Deep enough for sunlight to show on it."""
    return mix(mix(scene.light, scene.accent, 0.30), scene.mid, 0.10)


def _hero_room(scene: Scene, side: int) -> Image.Image:
    wall, horizon = _hero_wall(scene), 0.72
    image = room(SIZE, wall, mix(wall, CREAM, 0.35), horizon, side)
    width, height = image.size
    floor = height * horizon
    back = arch_mask(image.size, width * 0.855, height * 0.26, width * 0.10, floor)
    at_rest(image, back, mix(wall, scene.mid, 0.28), side, 16)
    main = arch_mask(image.size, width * 0.62, height * 0.045, width * 0.20, floor)
    sunk(image, main, mix(wall, scene.accent, 0.34), side, 40)
    glow(image, (width * 0.10, 0), width * 0.55, 0.40, SUN)
    tint(image, window_light(image.size, scene.dice, side), SUN, 0.58)
    tint(image, leaf_shadow(image.size, scene.dice, side), BLACK, 0.11)
    vignette(image, 0.20, darker(wall, 0.7))
    return enlarged(image, SIZE)
