"""Parts put together on one axis, and the sprite that comes of it."""

from dataclasses import dataclass
from enum import Enum

from PIL import Image, ImageChops

from .label import Print, banded, panelled, printed, upright
from .lathe import Decorate, Profile, face, turned
from .light import blurred, dimmed
from .material import Material
from .palette import BLACK


class Layout(Enum):
    PRINTED = "printed"
    BANDED = "banded"
    PANELLED = "panelled"
    UPRIGHT = "upright"


@dataclass(frozen=True)
class Look:
    """Materials, print and camera of one product.

    `side` -1 is light from the left, 1 from the right; `tilt` is how round a horizontal
    edge looks (0 straight ahead); `unit` scales every measure.
    """

    body: Material
    cap: Material
    trim: Material
    texts: Print
    layout: Layout
    side: int = -1
    tilt: float = 0.10
    unit: float = 1.0

    def decoration(self, top: float, bottom: float) -> Decorate:
        """The label between two heights of a body, in pixels from its top."""
        if self.layout is Layout.BANDED:
            return banded(self.texts, top, bottom, self.side)
        if self.layout is Layout.PANELLED:
            return panelled(self.texts, top, bottom, self.side)
        if self.layout is Layout.UPRIGHT and bottom - top > 420 * self.unit:
            return upright(self.texts, top, bottom)
        return printed(self.texts, top, bottom, 0.84)


@dataclass(frozen=True)
class Sprite:
    """A cut-out picture; `foot` is the middle of what stands on the floor, in its pixels."""

    image: Image.Image
    foot: tuple[float, float]
    radius: float
    drop: float


class Assembly:
    """A transparent sheet on which parts are stacked, from the lowest layer up."""

    def __init__(self, look: Look, width: float, height: float) -> None:
        self.look = look
        self.margin = round(60 * look.unit)
        size = (round(width) + 2 * self.margin, round(height) + 2 * self.margin)
        self.sheet = Image.new("RGBA", size)
        self.axis = size[0] / 2

    def put(self, part: Image.Image, y: float, x: float = 0.0) -> None:
        """The part with its top edge at `y`, its middle `x` beside the axis."""
        left = round(self.axis + x - part.width / 2)
        self.sheet.alpha_composite(part, (left, round(y) + self.margin))

    def turn(
        self,
        profile: Profile,
        material: Material,
        y: float,
        *,
        top: float | None = None,
        decorate: Decorate | None = None,
        falloff: float = 0.2,
    ) -> None:
        """A turned part; `top` overrides the radius that rounds its upper edge."""
        tilt = self.look.tilt
        part = turned(
            profile,
            material,
            self.look.side,
            top=tilt * (profile[0][1] if top is None else top),
            bottom=tilt * profile[-1][1],
            decorate=decorate,
            falloff=falloff,
        )
        self.put(part, y)

    def lid(self, radius: float, material: Material, y: float) -> None:
        """The round upper face whose middle is at `y`."""
        drop = self.look.tilt * radius
        self.put(face(radius, drop, material, self.look.side), y - drop)

    def shade(self, part: Image.Image, y: float, strength: float, blur: float) -> None:
        """The part's soft shadow on what is already there."""
        mask = Image.new("L", self.sheet.size)
        left = round(self.axis - part.width / 2)
        mask.paste(part.getchannel("A"), (left, round(y) + self.margin))
        soft = dimmed(blurred(mask, blur * self.look.unit), strength)
        alpha = self.sheet.getchannel("A")
        self.sheet.paste(BLACK, (0, 0, *self.sheet.size), ImageChops.multiply(soft, alpha))
        self.sheet.putalpha(alpha)

    def ring(
        self, radius: float, height: float, material: Material, y: float, *, shadow: float = 0.45
    ) -> None:
        """A straight ring or cap with softened edges, its shadow cast on the part below."""
        soft = min(height * 0.25, 7 * self.look.unit)
        profile = [
            (0.0, radius - soft * 0.6),
            (soft, radius),
            (height - soft * 0.5, radius),
            (height, radius - soft * 0.4),
        ]
        tilt = self.look.tilt
        part = turned(
            profile, material, self.look.side, top=tilt * radius, bottom=tilt * radius, falloff=0.12
        )
        self.shade(part, y + 14 * self.look.unit, shadow, 16)
        self.put(part, y)
        self.lid(radius - soft * 0.6, material, y)

    def finished(self, foot: float, radius: float) -> Sprite:
        """The sprite, standing at the height `foot` with that radius."""
        return Sprite(self.sheet, (self.axis, foot + self.margin), radius, self.look.tilt * radius)
