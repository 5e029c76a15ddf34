"""A barber's counter: pole, tins and tools."""

import math

from PIL import Image, ImageChops, ImageDraw

from .assembly import Assembly, Layout, Look, Sprite
from .backdrop import enlarged, room
from .label import Print
from .lathe import Profile
from .light import blurred, dimmed, fade, glow, tint, vertical, vignette
from .material import Finish, Material
from .palette import BLACK, WHITE, darker, lighter, mix
from .props import comb
from .scenery import SIZE, WARM, Scene
from .stage import Stage
from .wardrobe import CREAM


def draw_barber(scene: Scene) -> Image.Image:
    """A barber's pole, tins and tools on a dark counter."""
    line, side = 0.74, -1
    image = room(SIZE, scene.night, darker(mix((86, 58, 40), scene.deep, 0.35), 0.15), line, side)
    glow(
        image,
        (image.width * 0.30, image.height * 0.36),
        image.height * 0.62,
        0.42,
        mix(scene.accent, WARM, 0.4),
    )
    _boards(image, line)
    vignette(image, 0.45, darker(scene.night, 0.6))
    stage = Stage(enlarged(image, SIZE), side, shadow=(8, 6, 5), hardness=0.5)
    stage.stand(_pole(scene, side), 700, 1120, mirror=0.2)
    for shape, tone, unit, x, y in (
        ("spray", CREAM, 0.56, 1120, 1060),
        ("bottle", scene.deep, 0.56, 1390, 1090),
        ("tin", scene.deep, 0.50, 1760, 1130),
    ):
        piece = scene.product(
            shape, tone, unit=unit, side=side, tilt=0.1, layout=Layout.PRINTED, finish=Finish.GLOSS
        )
        stage.stand(piece, x, y, mirror=0.16)
    comb(stage, (1190, 1268), 620, mix(scene.accent, (70, 44, 26), 0.45), -4)
    _razor(stage, (2010, 1262), scene)
    return stage.picture


def _boards(image: Image.Image, line: float) -> None:
    """Tongue-and-groove panels on the wall."""
    floor = round(image.height * line)
    mask = Image.new("L", image.size)
    pen = ImageDraw.Draw(mask)
    for x in range(0, image.width, 100):
        pen.line((x, 0, x, floor), fill=255, width=4)
    tint(image, blurred(mask, 1.2), BLACK, 0.34)
    tint(
        image,
        ImageChops.multiply(
            blurred(ImageChops.offset(mask, 4, 0), 1.2),
            fade(image.size, [(0, 255), (line, 255), (line + 0.001, 0)]),
        ),
        WHITE,
        0.06,
    )


def _pole(scene: Scene, side: int) -> Sprite:
    tone = Material(CREAM, Finish.GLOSS)
    look = Look(
        tone, scene.brass, scene.brass, Print("", "", BLACK, BLACK), Layout.PRINTED, side, 0.10, 1.0
    )
    sheet = Assembly(look, 420, 900)

    def stripes(flat: Image.Image, profile: Profile) -> None:
        mask = Image.new("L", flat.size)
        pen = ImageDraw.Draw(mask)
        width, slope = flat.width, flat.width * 0.62
        for y in range(-300, flat.height + 300, 92):
            pen.polygon(
                [(0, y + slope), (width, y), (width, y + 42), (0, y + slope + 42)], fill=255
            )
        flat.paste(
            ImageChops.multiply(flat, Image.new("RGB", flat.size, scene.accent)), (0, 0), mask
        )
        dark = ImageChops.offset(mask, 0, 46)
        flat.paste(
            ImageChops.multiply(flat, Image.new("RGB", flat.size, lighter(scene.deep, 0.1))),
            (0, 0),
            ImageChops.multiply(dark, ImageChops.invert(mask)),
        )

    sheet.ring(140, 60, scene.brass, 800, shadow=0)
    sheet.turn([(0.0, 96.0), (600.0, 96.0)], tone, 200, decorate=stripes)
    sheet.ring(122, 44, scene.brass, 770)
    sheet.ring(122, 44, scene.brass, 170)
    sheet.ring(60, 40, scene.brass, 140)
    globe = [
        (78 - 78 * math.cos(step * math.pi / 24), max(1.0, 78 * math.sin(step * math.pi / 24)))
        for step in range(22)
    ]
    sheet.turn(globe, tone, 0, top=0.0)
    return sheet.finished(860, 140)


def _razor(stage: Stage, middle: tuple[float, float], scene: Scene) -> None:
    """An open straight razor lying on the counter."""
    wide, tall = 560, 200
    sheet = Image.new("RGBA", (wide * 2, tall * 2))
    blade = vertical(
        (wide * 2, tall * 2),
        [
            (0.1, (120, 124, 130)),
            (0.3, (232, 236, 240)),
            (0.42, (150, 154, 160)),
            (0.5, (245, 247, 250)),
            (1, (160, 164, 170)),
        ],
    )
    grip = vertical(
        (wide * 2, tall * 2),
        [
            (0.3, lighter(scene.accent, 0.35)),
            (0.6, darker(scene.accent, 0.35)),
            (1, darker(scene.accent, 0.6)),
        ],
    )
    shape = Image.new("L", sheet.size)
    ImageDraw.Draw(shape).polygon(
        [(40, 60), (70, 40), (560, 70), (600, 92), (600, 130), (540, 128), (70, 170), (36, 150)],
        fill=255,
    )
    sheet.paste(blade, (0, 0), shape)
    shape = Image.new("L", sheet.size)
    points = [(560 + step * 13, 118 + 96 * (step / 39) ** 2) for step in range(40)]
    ImageDraw.Draw(shape).line(points, fill=255, width=46, joint="curve")
    for x, y in (points[0], points[-1]):
        ImageDraw.Draw(shape).ellipse((x - 23, y - 23, x + 23, y + 23), fill=255)
    sheet.paste(grip, (0, 0), shape)
    ImageDraw.Draw(sheet).ellipse((568, 108, 592, 132), fill=(*lighter(scene.accent, 0.6), 255))
    image = sheet.reduce(2)
    soft = blurred(image.getchannel("A"), 8)
    left, top = middle[0] - wide / 2, middle[1] - tall / 2
    stage.darken(dimmed(soft, 0.7), left + 8, top + 10)
    stage.picture.paste(image, (round(left), round(top)), image)
