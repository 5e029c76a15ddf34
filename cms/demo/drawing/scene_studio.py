"""Scenes on the studio table: colour and water."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageOps

from .backdrop import at_rest, disc_mask, enlarged, leaf_shadow, room
from .light import blurred, dimmed, glow, tint, vignette
from .material import lit
from .palette import BLACK, RGB, WHITE, darker, lighter, mix
from .props import drops
from .scenery import SIZE, Scene
from .stage import Stage, ball
from .wardrobe import CREAM


def shades(scene: Scene, count: int) -> list[RGB]:
    """Hair colours from black through copper to the palest blonde, leaning to the palette."""
    route = [
        (34, 26, 26),
        (74, 46, 36),
        (128, 70, 40),
        (176, 98, 52),
        scene.accent,
        (222, 190, 138),
        (240, 224, 196),
    ]
    tones = []
    for index in range(count):
        place = index / (count - 1) * (len(route) - 1)
        first = min(int(place), len(route) - 2)
        tones.append(mix(mix(route[first], route[first + 1], place - first), scene.mid, 0.06))
    return tones


def draw_colour(scene: Scene) -> Image.Image:
    """A colour chart opened like a fan, with a tube of cream colour."""
    side = -1
    image = room(SIZE, scene.wall, mix(scene.wall, CREAM, 0.3), 0.86, side, soft=60)
    tint(image, leaf_shadow(image.size, scene.dice, side), BLACK, 0.12)
    stage = Stage(enlarged(image, SIZE), side, shadow=darker(scene.wall, 0.85))
    count, pivot = 19, (1000, 1500)
    for index, tone in enumerate(shades(scene, count)):
        angle = 66 - 132 * index / (count - 1) + scene.dice.uniform(-0.6, 0.6)
        _card(stage, tone, angle, pivot, scene.dice)
    piece = scene.product("tube", scene.deep, unit=0.66, side=side, tilt=0.1)
    stage.stand(piece, 2090, 1215, mirror=0.14)
    stage.stand(ball(92, scene.accent, side), 1850, 1270)
    stage.stand(ball(52, shades(scene, 5)[1], side), 1730, 1300)
    return stage.picture


def _card(
    stage: Stage, tone: RGB, angle: float, pivot: tuple[int, int], dice: random.Random
) -> None:
    """One card of the fan: a lock of coloured hair on paper."""
    wide, tall = 210, 1120
    card = Image.new("RGBA", (wide, tall), (*CREAM, 255))
    pen = ImageDraw.Draw(card)
    level = 0.92
    for x in range(20, wide - 20):
        level += 0.25 * (0.92 - level) + dice.gauss(0, 0.075)
        pen.line((x, 22, x, 560), fill=lit(tone, level))
    shine = Image.new("L", card.size)
    ImageDraw.Draw(shine).rectangle((20, 170, wide - 21, 270), fill=255)
    card.paste(
        WHITE,
        (0, 0, wide, tall),
        dimmed(ImageChops.multiply(blurred(shine, 34), _lock(card.size)), 0.34),
    )
    pen.line((wide * 0.3, 610, wide * 0.7, 610), fill=darker(CREAM, 0.5), width=5)
    pen.line((wide * 0.36, 634, wide * 0.64, 634), fill=darker(CREAM, 0.3), width=4)
    mask = Image.new("L", card.size)
    ImageDraw.Draw(mask).rounded_rectangle((2, 2, wide - 3, tall - 3), 26, fill=255)
    card.putalpha(mask)
    leaning = ImageOps.expand(card, 24, (0, 0, 0, 0)).rotate(
        angle, Image.Resampling.BICUBIC, expand=True
    )
    turn = math.radians(angle)
    centre = (pivot[0] - math.sin(turn) * tall / 2, pivot[1] - math.cos(turn) * tall / 2)
    corner = (round(centre[0] - leaning.width / 2), round(centre[1] - leaning.height / 2))
    soft = blurred(leaning.getchannel("A").reduce(4), 4).resize(leaning.size)
    stage.darken(dimmed(soft, 0.34), corner[0] + 12, corner[1] + 10)
    stage.picture.paste(leaning, corner, leaning)


def _lock(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rectangle((20, 22, size[0] - 21, 560), fill=255)
    return mask


def draw_wash(scene: Scene) -> Image.Image:
    """A bottle standing in still water, rings running out from it, bubbles in the air."""
    side = -1
    water = mix(mix(scene.mid, (120, 172, 190), 0.45), scene.light, 0.35)
    image = room(SIZE, mix(scene.light, water, 0.25), water, 0.60, side, soft=5)
    width, height = image.size
    sun = disc_mask(image.size, width * 0.63, height * 0.38, height * 0.33)
    sun.paste(0, (0, round(height * 0.6), width, height))
    at_rest(image, sun, mix(scene.wall, scene.accent, 0.28), side, 14)
    _rings(image, (width * 0.63, height * 0.79), scene)
    vignette(image, 0.2, darker(water, 0.6))
    stage = Stage(enlarged(image, SIZE), side, shadow=darker(water, 0.7), hardness=0.14)
    stage.stand(
        scene.product("pump", CREAM, unit=0.66, side=side, tilt=0.13), 1512, 1060, mirror=0.55
    )
    stage.stand(
        scene.product("tube", scene.deep, unit=0.50, side=side, tilt=0.13), 1890, 1010, mirror=0.5
    )
    for _ in range(34):
        radius = 16 + 96 * scene.dice.random() ** 2.4
        x, y = scene.dice.uniform(80, 2320), scene.dice.uniform(60, 1250)
        if radius < 34 or not 1200 < x < 2100:
            _bubble(stage.picture, (x, y), radius, side, scene)
    drops(stage, (200, 1190, 2200, 1320), 14, scene.dice)
    return stage.picture


def _rings(image: Image.Image, centre: tuple[float, float], scene: Scene) -> None:
    """Light and dark ellipses, fainter and wider apart as they run out."""
    for number in range(13):
        radius = image.width * (0.075 + 0.030 * number + 0.0035 * number * number)
        wave = Image.new("L", image.size)
        flat = radius * 0.235
        line = round(5 + number * 1.3)
        box = (centre[0] - radius, centre[1] - flat, centre[0] + radius, centre[1] + flat)
        ImageDraw.Draw(wave).ellipse(box, outline=255, width=line)
        wave.paste(0, (0, 0, image.width, round(image.height * 0.61)))
        soft = blurred(wave, 2.0 + number * 0.35)
        fading = 0.62 * (1 - number / 14)
        tint(image, soft, WHITE, fading)
        tint(image, ImageChops.offset(soft, 0, line), darker(scene.deep, 0.1), fading * 0.34)


def _bubble(
    picture: Image.Image, centre: tuple[float, float], radius: float, side: int, scene: Scene
) -> None:
    """A soap bubble: bright rim, two reflections, a breath of colour."""
    size = round(radius * 2)
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    rim = Image.radial_gradient("L").resize((size, size), Image.Resampling.BICUBIC)
    edge = [round(205 * max(0.0, (level / 181) ** 5)) + 16 for level in range(256)]
    round_mask = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(round_mask).ellipse((2, 2, size * 2 - 3, size * 2 - 3), fill=255)
    alpha = ImageChops.multiply(rim.point(edge), round_mask.reduce(2))
    film = Image.new("RGB", (size, size), WHITE)
    glow(film, (size * 0.7, size * 0.75), size * 0.5, 0.6, lighter(scene.accent, 0.3))
    picture.paste(film, corner, alpha)
    spark = Image.new("L", (size, size))
    pen = ImageDraw.Draw(spark)
    left = 0.26 if side < 0 else 0.56
    pen.ellipse((size * left, size * 0.17, size * (left + 0.2), size * 0.30), fill=235)
    pen.ellipse((size * (0.9 - left), size * 0.76, size * (0.97 - left), size * 0.81), fill=170)
    white = Image.new("RGB", spark.size, WHITE)
    picture.paste(white, corner, blurred(spark, max(1.0, radius * 0.035)))
