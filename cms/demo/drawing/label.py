"""What is printed on a product: word mark, product line, small print."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from .lathe import Profile, wrapped
from .lettering import broken, fitting_size, write
from .material import Material, diffuse_strip
from .palette import RGB, mix


@dataclass(frozen=True)
class Print:
    """Texts and colours of a label."""

    wordmark: str
    line: str
    ink: RGB
    foil: RGB
    paper: RGB | None = None  # none: printed straight onto the body


def _block(image: Image.Image, box: tuple[float, float, float, float], texts: Print) -> None:
    """Word mark, rule and product line stacked in the box (left, top, right, bottom)."""
    left, top, right, bottom = box
    width, height, middle = right - left, bottom - top, (left + right) / 2
    if not texts.wordmark:
        _seal(image, (middle, top + height * 0.36), min(width, height) * 0.17, texts)
        return
    rows = broken(texts.wordmark.upper(), 2 if len(texts.wordmark) > 11 else 1)
    wanted = round(min(width * 0.20, height * 0.17))
    size = min(fitting_size(row, width * 0.88, wanted, 0.16) for row in rows)
    y = top + height * 0.24
    for row in rows:
        write(image, (middle, y), row, size, texts.ink, tracking=0.16, bold=size * 0.012)
        y += size * 1.18
    y += size * 0.05
    _rule(image, (middle, y), width * 0.16, max(2, round(width * 0.006)), texts.foil)
    y += height * 0.09
    _line(image, (middle, y), width, height, texts)
    if height < width * 0.75:
        return
    small = max(10, round(width * 0.034))
    write(
        image,
        (middle, bottom - small * 1.6),
        "PROFESSIONAL",
        small,
        mix(texts.ink, texts.foil, 0.35),
        tracking=0.42,
    )


def _seal(image: Image.Image, centre: tuple[float, float], radius: float, texts: Print) -> None:
    """The mark of a product without a name: two rings that touch."""
    pen, (x, y) = ImageDraw.Draw(image), centre
    line = max(2, round(radius * 0.07))
    for shift, tone in ((-0.38, texts.ink), (0.38, texts.foil)):
        middle = x + radius * shift
        box = (middle - radius * 0.7, y - radius * 0.7, middle + radius * 0.7, y + radius * 0.7)
        pen.ellipse(box, outline=tone, width=line)


def _line(
    image: Image.Image, start: tuple[float, float], width: float, height: float, texts: Print
) -> None:
    rows = broken(texts.line, 2 if len(texts.line) > 14 else 1)
    wanted = round(min(width * 0.098, height * 0.09))
    size = min(fitting_size(row, width * 0.84, wanted, 0.05) for row in rows)
    for number, row in enumerate(rows):
        write(
            image, (start[0], start[1] + number * size * 1.3), row, size, texts.ink, tracking=0.05
        )


def _rule(
    image: Image.Image, centre: tuple[float, float], width: float, thick: int, fill: RGB
) -> None:
    x, y = centre
    ImageDraw.Draw(image).rectangle(
        (x - width / 2, y - thick / 2, x + width / 2, y + thick / 2), fill
    )


def printed(
    texts: Print, top: float, bottom: float, width: float
) -> Callable[[Image.Image, Profile], None]:
    """Print without a label; top and bottom in pixels, width as a share of the body's."""

    def decorate(image: Image.Image, profile: Profile) -> None:
        half = image.width * width / 2
        centre = image.width / 2
        _block(image, (centre - half, top, centre + half, bottom), texts)

    return decorate


def banded(
    texts: Print, top: float, bottom: float, side: int
) -> Callable[[Image.Image, Profile], None]:
    """A paper band all the way round."""

    def decorate(image: Image.Image, profile: Profile) -> None:
        paper = wrapped(diffuse_strip(Material(texts.paper or texts.ink), side), profile)
        box = (0, round(top), image.width, round(bottom))
        image.paste(paper.crop(box), box)
        for edge in (top, bottom):
            _rule(
                image, (image.width / 2, edge), image.width, max(3, image.width // 110), texts.foil
            )
        centre, half = image.width / 2, image.width * 0.36
        _block(image, (centre - half, top, centre + half, bottom), texts)

    return decorate


def panelled(
    texts: Print, top: float, bottom: float, side: int
) -> Callable[[Image.Image, Profile], None]:
    """A paper label on the front, with a fine frame."""

    def decorate(image: Image.Image, profile: Profile) -> None:
        paper = wrapped(diffuse_strip(Material(texts.paper or texts.ink), side), profile)
        half, centre = image.width * 0.35, image.width / 2
        box = (centre - half, top, centre + half, bottom)
        mask = Image.new("L", image.size)
        ImageDraw.Draw(mask).rounded_rectangle(box, image.width * 0.02, fill=255)
        shadow = ImageChops.offset(mask, 3, 4)
        image.paste(
            mix(texts.ink, (0, 0, 0), 0.5),
            (0, 0, *image.size),
            shadow.point([v // 4 for v in range(256)]),
        )
        image.paste(paper, (0, 0), mask)
        inset = image.width * 0.022
        frame = (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset)
        ImageDraw.Draw(image).rectangle(frame, outline=texts.foil, width=max(2, image.width // 240))
        _block(image, frame, texts)

    return decorate


def upright(texts: Print, top: float, bottom: float) -> Callable[[Image.Image, Profile], None]:
    """The word mark running up the body, the product line set small at the foot."""

    def decorate(image: Image.Image, profile: Profile) -> None:
        length, across = round((bottom - top) * 0.74), round(image.width * 0.5)
        size = fitting_size(texts.wordmark.upper(), length * 0.96, round(across * 0.42), 0.14)
        layer = Image.new("L", (length, across))
        write(layer, (length / 2, across / 2), texts.wordmark.upper(), size, 255, tracking=0.14)
        turned = layer.transpose(Image.Transpose.ROTATE_90)
        left = (image.width - turned.width) // 2
        image.paste(
            texts.ink, (left, round(top), left + turned.width, round(top) + turned.height), turned
        )
        y = top + length + (bottom - top) * 0.07
        _rule(
            image, (image.width / 2, y), image.width * 0.1, max(3, image.width // 130), texts.foil
        )
        _line(
            image,
            (image.width / 2, y + (bottom - top) * 0.06),
            image.width * 0.7,
            (bottom - top) * 0.8,
            texts,
        )

    return decorate
