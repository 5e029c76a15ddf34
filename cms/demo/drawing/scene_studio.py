"""Scenes on the studio table: the hero, colour and water."""

import math

from PIL import Image, ImageChops, ImageDraw

from .assembly import Layout
from .backdrop import arch_mask, at_rest, disc_mask, enlarged, leaf_shadow, room, sunk, window_light
from .light import blurred, dimmed, glow, tint, vignette
from .material import Finish, lit
from .palette import BLACK, RGB, WHITE, darker, lighter, mix
from .props import drops, pebble, sprig
from .scenery import SIZE, Scene
from .stage import Stage, ball, plinth
from .wardrobe import AMBER, CREAM

SUN: RGB = (255, 244, 222)
LEAF: RGB = (98, 124, 94)


def draw_hero(scene: Scene) -> Image.Image:
    """Products on plinths before an arch in window light; the left third stays calm."""
    side, tilt = -1, 0.12
    stage = Stage(_hero_room(scene, side), side, shadow=darker(scene.wall, 0.85), hardness=0.30)
    stone = mix(scene.wall, CREAM, 0.55)
    leaf = mix(LEAF, scene.mid, 0.3)
    sprig(stage, (2330, 1180), 560, leaf, scene.dice, 112)
    stage.stand(plinth(200, 300, mix(scene.mid, scene.wall, 0.55), side, tilt), 1985, 1080)
    stage.stand(plinth(215, 190, mix(scene.accent, scene.wall, 0.55), side, tilt), 1085, 1075)
    stage.stand(plinth(400, 96, stone, side, tilt), 1530, 1120)
    items = (
        ("spray", scene.mid, Layout.UPRIGHT, Finish.SATIN, 0.50, 1325, 1000),
        ("bottle", CREAM, Layout.PRINTED, Finish.SATIN, 0.56, 1085, 885),
        ("dropper", mix(AMBER, scene.accent, 0.25), Layout.PANELLED, Finish.GLASS, 0.50, 1985, 780),
        ("pump", scene.deep, Layout.PRINTED, Finish.GLOSS, 0.60, 1545, 1008),
        ("tube", mix(scene.mid, scene.light, 0.5), Layout.PRINTED, Finish.SATIN, 0.47, 1775, 1040),
        ("jar", CREAM, Layout.PRINTED, Finish.GLOSS, 0.40, 1330, 1165),
        ("tin", scene.deep, Layout.PRINTED, Finish.SATIN, 0.33, 1730, 1215),
    )
    for shape, body, layout, finish, unit, x, y in items:
        piece = scene.product(
            shape, body, unit=unit, side=side, tilt=tilt, layout=layout, finish=finish
        )
        stage.stand(piece, x, y, mirror=0.10 if y > 1150 else 0.0)
    stage.stand(ball(74, mix(scene.accent, CREAM, 0.25), side), 1010, 1215)
    stage.stand(ball(40, CREAM, side), 1125, 1262)
    pebble(stage, 2090, 1235, 66, mix(scene.wall, scene.deep, 0.35))
    pebble(stage, 2200, 1262, 42, mix(scene.wall, CREAM, 0.5))
    sprig(stage, (560, 1390), 420, leaf, scene.dice, 38)
    return stage.picture


def _hero_room(scene: Scene, side: int) -> Image.Image:
    horizon = 0.72
    image = room(SIZE, scene.wall, mix(scene.wall, CREAM, 0.35), horizon, side)
    width, height = image.size
    tone = mix(scene.wall, scene.accent, 0.30)
    back = arch_mask(image.size, width * 0.80, height * 0.24, width * 0.115, height * horizon)
    at_rest(image, back, mix(scene.wall, scene.mid, 0.30), side, 16)
    main = arch_mask(image.size, width * 0.62, height * 0.07, width * 0.175, height * horizon)
    sunk(image, main, tone, side, 34)
    glow(image, (width * 0.22, height * 0.12), width * 0.5, 0.35, SUN)
    tint(image, window_light(image.size, scene.dice, side), SUN, 0.46)
    tint(image, leaf_shadow(image.size, scene.dice, side), BLACK, 0.10)
    vignette(image, 0.16, darker(scene.wall, 0.7))
    return enlarged(image, SIZE)


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
    count, pivot = 19, (1080, 1500)
    for index, tone in enumerate(shades(scene, count)):
        angle = 66 - 132 * index / (count - 1) + scene.dice.uniform(-0.6, 0.6)
        _card(stage, tone, angle, pivot)
    piece = scene.product("tube", scene.deep, unit=0.66, side=side, tilt=0.1)
    stage.stand(piece, 2090, 1215, mirror=0.14)
    stage.stand(ball(92, scene.accent, side), 1850, 1270)
    stage.stand(ball(52, shades(scene, 5)[1], side), 1730, 1300)
    return stage.picture


def _card(stage: Stage, tone: RGB, angle: float, pivot: tuple[int, int]) -> None:
    """One card of the fan: a lock of coloured hair on paper."""
    wide, tall = 210, 1120
    card = Image.new("RGBA", (wide, tall), (*CREAM, 255))
    pen = ImageDraw.Draw(card)
    for x in range(20, wide - 20):
        strand = 0.86 + 0.16 * math.sin(x * 0.9) * math.sin(x * 0.37) + 0.10 * math.sin(x * 0.031)
        pen.line((x, 22, x, 560), fill=lit(tone, strand))
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
    sheet = Image.new("RGBA", (tall * 2, tall * 2))
    sheet.paste(card, (tall - wide // 2, 0))
    sheet = sheet.rotate(angle, Image.Resampling.BICUBIC)
    corner = (pivot[0] - tall, pivot[1] - tall)
    soft = blurred(sheet.getchannel("A").reduce(4), 5).resize(sheet.size)
    stage.darken(dimmed(soft, 0.34), corner[0] + 12, corner[1] + 10)
    stage.picture.paste(sheet, corner, sheet)


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
    for _ in range(30):
        radius = 16 + 96 * scene.dice.random() ** 2.4
        _bubble(
            stage.picture,
            scene.dice.uniform(80, 2320),
            scene.dice.uniform(60, 1250),
            radius,
            side,
            scene,
        )
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
    picture: Image.Image, x: float, y: float, radius: float, side: int, scene: Scene
) -> None:
    """A soap bubble: bright rim, two reflections, a breath of colour."""
    size = round(radius * 2)
    rim = Image.radial_gradient("L").resize((size, size), Image.Resampling.BICUBIC)
    edge = [round(205 * max(0.0, (level / 181) ** 5)) + 16 for level in range(256)]
    round_mask = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(round_mask).ellipse((2, 2, size * 2 - 3, size * 2 - 3), fill=255)
    alpha = ImageChops.multiply(rim.point(edge), round_mask.reduce(2))
    film = Image.new("RGB", (size, size), WHITE)
    glow(film, (size * 0.7, size * 0.75), size * 0.5, 0.6, lighter(scene.accent, 0.3))
    picture.paste(film, (round(x - radius), round(y - radius)), alpha)
    spark = Image.new("L", (size, size))
    pen = ImageDraw.Draw(spark)
    left = 0.26 if side < 0 else 0.56
    pen.ellipse((size * left, size * 0.17, size * (left + 0.2), size * 0.30), fill=235)
    pen.ellipse((size * (0.9 - left), size * 0.76, size * (0.97 - left), size * 0.81), fill=170)
    picture.paste(
        WHITE,
        (round(x - radius), round(y - radius), round(x - radius) + size, round(y - radius) + size),
        blurred(spark, max(1.0, radius * 0.035)),
    )
