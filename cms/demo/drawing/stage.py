"""The photographer's table: sprites with their shadows on a finished backdrop."""

import math

from PIL import Image, ImageChops, ImageDraw

from .assembly import Sprite
from .lathe import face, turned
from .light import blurred, dimmed, fade
from .material import Finish, Material
from .palette import BLACK, RGB, mix

SHADOW: RGB = (22, 16, 14)


class Stage:
    """A full-size picture on which things are put from the back to the front."""

    def __init__(
        self, picture: Image.Image, side: int, *, shadow: RGB = SHADOW, hardness: float = 0.32
    ) -> None:
        self.picture = picture
        self.side = side
        self.shadow = shadow
        self.hardness = hardness

    def darken(self, mask: Image.Image, left: float, top: float) -> None:
        """Shadow where the mask is white, the mask's corner at that place."""
        patch = Image.new("RGB", mask.size, self.shadow)
        self.picture.paste(patch, (round(left), round(top)), mask)

    def contact(self, x: float, y: float, radius: float, drop: float) -> None:
        """Where a body touches the floor: a dark seam inside a wide soft pool."""
        for grow, blur, strength in ((1.30, 0.22, 0.30), (1.07, 0.07, 0.42), (1.01, 0.025, 0.55)):
            soft = max(3.0, radius * blur)
            wide, tall = radius * grow, drop * (grow + 0.12) + radius * 0.012
            width, height = round(2 * (wide + 3 * soft)), round(2 * (tall + 3 * soft))
            mask = Image.new("L", (width, height))
            centre = (width / 2 - self.side * radius * (grow - 1) * 0.5, height / 2)
            ImageDraw.Draw(mask).ellipse(
                (centre[0] - wide, centre[1] - tall, centre[0] + wide, centre[1] + tall), fill=255
            )
            self.darken(dimmed(blurred(mask, soft), strength), x - width / 2, y - height / 2)

    def cast(self, sprite: Sprite, x: float, y: float) -> None:
        """The long shadow on the floor, away from the light and softer with distance."""
        flat, lean = 0.34, 0.95
        alpha = sprite.image.getchannel("A").reduce(4)
        foot = sprite.foot[1] / 4
        reach = round(foot * lean) + 80
        height = round(foot * flat) + 120
        width = alpha.width + 2 * reach
        shift = -self.side * lean / flat
        base = height - 60
        # output (u, v) -> source: v stands `base - v` above the foot
        table = (1, shift * -1, -reach + shift * base, 0, 1 / flat, foot - base / flat)
        mask = alpha.transform(
            (width, height), Image.Transform.AFFINE, table, Image.Resampling.BILINEAR
        )
        near = blurred(mask, 5)
        far = blurred(mask, 22)
        blend = fade((width, height), [(0, 0), (0.35, 40), (1, 255)])
        soft = Image.composite(near, far, blend)
        weight = fade((width, height), [(0, 40), (0.5, 150), (1, 255)])
        soft = dimmed(ImageChops.multiply(soft, weight), self.hardness)
        big = soft.resize((width * 4, height * 4), Image.Resampling.BICUBIC)
        self.darken(big, x - sprite.foot[0] - reach * 4, y - base * 4)

    def stand(self, sprite: Sprite, x: float, y: float, *, mirror: float = 0.0) -> None:
        """The sprite with its foot at that place; `mirror` is how polished the floor is."""
        self.cast(sprite, x, y)
        if mirror:
            self._reflect(sprite, x, y, mirror)
        self.contact(x, y, sprite.radius, sprite.drop)
        corner = (round(x - sprite.foot[0]), round(y - sprite.foot[1]))
        self.picture.paste(sprite.image, corner, sprite.image)

    def _reflect(self, sprite: Sprite, x: float, y: float, strength: float) -> None:
        reach = round(min(sprite.foot[1], 380))
        bottom = round(sprite.foot[1] + sprite.drop * 0.75)
        part = sprite.image.crop((0, bottom - reach, sprite.image.width, bottom))
        part = part.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        weight = fade(part.size, [(0, round(255 * strength)), (1, 0)])
        alpha = blurred(ImageChops.multiply(part.getchannel("A"), weight), 5)
        self.picture.paste(
            part.convert("RGB"), (round(x - sprite.foot[0]), round(y + sprite.drop * 0.75)), alpha
        )


def plinth(radius: float, height: float, colour: RGB, side: int, tilt: float) -> Sprite:
    """A round stone block to stand things on; its top is `height` above its foot."""
    stone = Material(colour, Finish.STONE)
    drop = tilt * radius
    body = turned(
        [(0.0, radius), (height, radius)], stone, side, top=drop, bottom=drop, falloff=0.3
    )
    top = face(radius, drop, stone, side)
    sheet = Image.new("RGBA", (body.width, body.height + math.ceil(drop)))
    sheet.alpha_composite(body, (0, math.ceil(drop)))
    sheet.alpha_composite(top, ((body.width - top.width) // 2, 0))
    return Sprite(sheet, (body.width / 2, math.ceil(drop) + height), radius, drop)


def ball(radius: float, colour: RGB, side: int) -> Sprite:
    """A satin sphere."""
    size = math.ceil(radius * 2)
    glowing = Image.radial_gradient("L").resize((size * 2, size * 2), Image.Resampling.BICUBIC)
    left = round(size * (0.66 if side < 0 else 0.34))
    light = glowing.crop((left, round(size * 0.70), left + size, round(size * 0.70) + size))
    tones = [
        mix(mix(colour, (255, 255, 255), 0.55), mix(colour, BLACK, 0.62), min(1, level / 190))
        for level in range(256)
    ]
    channels = [light.point([tone[band] for tone in tones]) for band in range(3)]
    image = Image.merge("RGB", channels)
    mask = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(mask).ellipse((2, 2, size * 2 - 3, size * 2 - 3), fill=255)
    image.putalpha(mask.reduce(2))
    return Sprite(image, (radius, size - radius * 0.12), radius * 0.5, radius * 0.08)
