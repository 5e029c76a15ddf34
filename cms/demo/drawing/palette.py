"""The four colours of a brand and how they are mixed."""

from dataclasses import dataclass

from PIL import ImageColor

RGB = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
INK: RGB = (24, 20, 18)


@dataclass(frozen=True)
class Palette:
    """Colours as "#rrggbb", from the darkest to the lightest, and one that stands out."""

    deep: str
    mid: str
    light: str
    accent: str


def rgb(colour: str) -> RGB:
    """A "#rrggbb" colour as numbers; ValueError for anything Pillow cannot read."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` 0 is the first colour, 1 the second."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: RGB, share: float) -> RGB:
    return mix(colour, WHITE, share)


def darker(colour: RGB, share: float) -> RGB:
    return mix(colour, INK, share)


def luminance(colour: RGB) -> float:
    """Perceived brightness, 0 (black) to 1 (white)."""
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def readable_on(ground: RGB, dark: RGB, light: RGB) -> RGB:
    """Whichever of the two stands out more from the ground."""
    brightness = luminance(ground)
    far_dark = brightness - luminance(dark)
    return dark if far_dark > luminance(light) - brightness else light
