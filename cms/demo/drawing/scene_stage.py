"""A seminar before it begins: screen, spotlights, rows of empty chairs."""

import math

from PIL import Image, ImageChops, ImageDraw

from .backdrop import enlarged, mirrored_floor, room
from .light import blurred, dimmed, glow, tint, vertical, vignette
from .palette import BLACK, WHITE, darker, lighter, mix
from .scenery import SIZE, WARM, Scene
from .stage import Stage, plinth
from .wardrobe import CREAM


def draw_stage(scene: Scene) -> Image.Image:
    """The stage from the back row."""
    line = 880
    image = room(SIZE, scene.night, darker(scene.night, 0.2), line / SIZE[1], -1)
    _screen(image, scene)
    picture = enlarged(image, SIZE)
    mirrored_floor(picture, line, 0.42)
    stage = Stage(picture, -1, shadow=(6, 5, 8), hardness=0.3)
    stage.stand(plinth(92, 250, mix(scene.mid, scene.deep, 0.3), -1, 0.1), 330, 960)
    stage.stand(scene.product("pump", CREAM, unit=0.17, side=-1, tilt=0.1), 330, 712)
    stage.stand(plinth(92, 190, mix(scene.accent, scene.deep, 0.25), -1, 0.1), 2080, 960)
    stage.stand(scene.product("jar", CREAM, unit=0.17, side=-1, tilt=0.1), 2080, 772)
    _beams(picture, scene)
    for row, (y, size) in enumerate(((1130, 0.72), (1330, 1.0))):
        _chairs(picture, y, size, row, scene)
    vignette(picture, 0.4, darker(scene.night, 0.7))
    return picture


def _screen(image: Image.Image, scene: Scene) -> None:
    """A wide screen that shows flowing lines, and its glow on the wall."""
    width, height = image.size
    box = (round(width * 0.22), round(height * 0.13), round(width * 0.78), round(height * 0.58))
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).rounded_rectangle(box, 10, fill=255)
    tint(image, blurred(mask, 60), mix(scene.accent, scene.light, 0.5), 0.6)
    image.paste(_slide((box[2] - box[0], box[3] - box[1]), scene), box[:2], mask.crop(box))


def _slide(size: tuple[int, int], scene: Scene) -> Image.Image:
    width, height = size
    slide = vertical(
        (width * 2, height * 2),
        [(0, lighter(scene.light, 0.35)), (1, mix(scene.light, scene.accent, 0.4))],
    )
    pen = ImageDraw.Draw(slide)
    phase = scene.dice.uniform(0, 6)
    for number in range(120):
        share = number / 119
        tone = mix(mix(scene.accent, scene.light, 0.2), scene.mid, share)
        points = []
        for step in range(81):
            x = step / 80
            swing = math.sin(5.2 * x + phase + share * 1.3) * (0.10 + 0.10 * share)
            points.append((x * width * 2, height * 2 * (0.50 + swing + 0.30 * share * x)))
        pen.line(points, fill=mix(tone, WHITE, 0.35 + 0.3 * math.sin(number * 0.7)), width=4)
    return slide.reduce(2)


def _beams(picture: Image.Image, scene: Scene) -> None:
    """Cones of light from the rig, and the pools they make on the stage."""
    mask = Image.new("L", (SIZE[0] // 4, SIZE[1] // 4))
    for x, aim in ((90, 84), (230, 280), (370, 320), (510, 520)):
        beam = Image.new("L", mask.size)
        ImageDraw.Draw(beam).polygon(
            [(x - 4, 0), (x + 4, 0), (aim + 58, 244), (aim - 58, 244)], fill=120
        )
        ImageDraw.Draw(beam).ellipse((aim - 60, 232, aim + 60, 256), fill=170)
        mask = ImageChops.lighter(mask, beam)
    soft = blurred(mask, 5)
    levels = vertical(
        mask.size, [(0, (255, 255, 255)), (0.72, (90, 90, 90)), (1, (60, 60, 60))]
    ).getchannel("R")
    light = ImageChops.multiply(soft, levels).resize(SIZE, Image.Resampling.BICUBIC)
    tint(picture, light, WARM, 0.62)
    for x in (90, 230, 370, 510):
        glow(picture, (x * 4, 6), 130, 1.0, lighter(WARM, 0.4))


def _chairs(picture: Image.Image, floor: float, size: float, row: int, scene: Scene) -> None:
    """Backs of empty chairs, rim-lit from the stage."""
    wide, tall = round(210 * size), round(250 * size)
    mask = Image.new("L", (wide * 2, tall * 2))
    ImageDraw.Draw(mask).rounded_rectangle((6, 6, wide * 2 - 7, tall * 2 + 80), 56 * size, fill=255)
    mask = mask.reduce(2)
    tone = darker(scene.night, 0.35 + 0.2 * row)
    body = vertical((wide, tall), [(0, lighter(tone, 0.16)), (0.5, tone), (1, darker(tone, 0.5))])
    rim = ImageChops.subtract(mask, ImageChops.offset(mask, 0, round(6 * size)))
    body.paste(WARM, (0, 0, wide, tall), dimmed(blurred(rim, 2), 0.8))
    step = wide * 1.16
    shift = step * (0.5 if row else 0.0)
    x = -step / 2 + shift
    while x < picture.width + wide:
        aisle = abs(x - picture.width / 2) < step * 0.62
        if not aisle:
            picture.paste(body, (round(x - wide / 2), round(floor - tall)), mask)
        x += step
    below = vertical((picture.width, 90), [(0, darker(tone, 0.6)), (1, BLACK)])
    picture.paste(below, (0, round(floor) - 4), Image.new("L", below.size, 0 if row else 110))
