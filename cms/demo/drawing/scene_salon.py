"""A salon in the evening: lit mirrors, chairs, pendant lamps."""

from PIL import Image, ImageChops, ImageDraw

from .backdrop import arch_mask, enlarged, mirrored_floor, room
from .light import blurred, dimmed, glow, horizontal, tint, vertical, vignette
from .palette import BLACK, WHITE, darker, lighter, mix
from .scenery import SIZE, WARM, Scene
from .stage import Stage
from .wardrobe import CREAM


def draw_salon(scene: Scene) -> Image.Image:
    """Three lit arch mirrors, chairs before them, pendant lamps."""
    line, wall = 1010, mix(scene.deep, scene.mid, 0.28)
    image = room(SIZE, wall, darker(wall, 0.3), line / SIZE[1], -1)
    for x in (0.2, 0.5, 0.8):
        _mirror(image, image.width * x, image.height * line / SIZE[1], scene)
    picture = enlarged(image, SIZE)
    for x in (0.2, 0.5, 0.8):
        _ledge(picture, SIZE[0] * x, 800, scene)
    mirrored_floor(picture, line, 0.55)
    for x in (0.35, 0.65):
        _lamp(picture, SIZE[0] * x, 300, scene)
    for x in (0.2, 0.5, 0.8):
        _chair(picture, SIZE[0] * x + 20, 1215, scene)
    vignette(picture, 0.4, darker(scene.deep, 0.7))
    return picture


def _mirror(image: Image.Image, x: float, floor: float, scene: Scene) -> None:
    half, top = image.width * 0.088, image.height * 0.13
    foot = floor - image.height * 0.17
    outer = arch_mask(image.size, x, top, half, foot)
    halo = blurred(outer, 42)
    tint(image, halo, WARM, 0.75)
    tint(image, outer, mix(scene.accent, WARM, 0.5))
    inner = arch_mask(image.size, x, top + 6, half - 6, foot - 6)
    glass = vertical(
        image.size,
        [
            (0.1, lighter(scene.light, 0.25)),
            (0.45, mix(scene.light, scene.mid, 0.35)),
            (0.75, mix(scene.mid, scene.deep, 0.4)),
        ],
    )
    image.paste(glass, (0, 0), inner)
    sheen = Image.new("L", image.size)
    pen = ImageDraw.Draw(sheen)
    for shift, wide in ((-0.5, 0.55), (0.35, 0.16)):
        left = x + half * shift
        pen.polygon(
            [
                (left + 90, 0),
                (left + 90 + half * wide, 0),
                (left - 90 + half * wide, foot),
                (left - 90, foot),
            ],
            fill=255,
        )
    tint(image, ImageChops.multiply(blurred(sheen, 3), inner), WHITE, 0.16)


def _ledge(picture: Image.Image, x: float, y: float, scene: Scene) -> None:
    """The shelf under a mirror with a few products on it."""
    stage = Stage(picture, -1, hardness=0.1)
    top = horizontal((560, 26), [(0, lighter(scene.accent, 0.2)), (1, darker(scene.accent, 0.25))])
    picture.paste(top, (round(x - 280), round(y)))
    shadow = Image.new("L", (640, 120))
    ImageDraw.Draw(shadow).rectangle((40, 20, 600, 60), fill=150)
    stage.darken(blurred(shadow, 16), x - 320, y + 18)
    choice = scene.dice.sample(["bottle", "pump", "spray", "jar", "dropper"], 3)
    for place, shape in zip((-185, -70, 190), choice, strict=True):
        tone = scene.dice.choice([CREAM, scene.mid, scene.accent])
        piece = scene.product(shape, tone, unit=0.17, side=-1, tilt=0.04)
        stage.stand(piece, x + place, y)


def _lamp(picture: Image.Image, x: float, y: float, scene: Scene) -> None:
    glow(picture, (x, y), 420, 0.5, WARM)
    pen = ImageDraw.Draw(picture)
    pen.line((x, 0, x, y - 70), fill=darker(scene.deep, 0.5), width=5)
    glow(picture, (x, y), 150, 1.0, WARM)
    globe = Image.new("L", (240, 240))
    ImageDraw.Draw(globe).ellipse((2, 2, 237, 237), fill=255)
    bulb = Image.new("RGB", (120, 120), lighter(WARM, 0.6))
    picture.paste(bulb, (round(x - 60), round(y - 60)), globe.reduce(2))
    pen.rectangle((x - 20, y - 78, x + 20, y - 46), fill=mix(scene.accent, BLACK, 0.2))


def _chair(picture: Image.Image, x: float, floor: float, scene: Scene) -> None:
    """A styling chair from behind, almost a silhouette."""
    zoom, wide, tall = 2, 420, 560
    mask = Image.new("L", (wide * zoom, tall * zoom))
    pen = ImageDraw.Draw(mask)

    def box(left: float, top: float, right: float, bottom: float, radius: float) -> None:
        pen.rounded_rectangle(
            (left * zoom, top * zoom, right * zoom, bottom * zoom), radius * zoom, fill=255
        )

    box(95, 10, 325, 270, 64)
    box(75, 262, 345, 352, 34)
    box(48, 190, 84, 330, 16)
    box(336, 190, 372, 330, 16)
    box(192, 345, 228, 520, 6)
    pen.ellipse((90 * zoom, 492 * zoom, 330 * zoom, 552 * zoom), fill=255)
    mask = mask.reduce(zoom)
    tone = darker(scene.deep, 0.45)
    body = vertical(
        (wide, tall),
        [
            (0, lighter(tone, 0.24)),
            (0.45, tone),
            (0.62, darker(tone, 0.4)),
            (0.9, lighter(tone, 0.10)),
            (1, tone),
        ],
    )
    rim = ImageChops.subtract(mask, ImageChops.offset(mask, 0, 5))
    body.paste(WARM, (0, 0, wide, tall), dimmed(blurred(rim, 1.5), 0.7))
    stage = Stage(picture, -1)
    stage.contact(x, floor - 30, 150, 34)
    picture.paste(body, (round(x - wide / 2), round(floor - tall)), mask)
