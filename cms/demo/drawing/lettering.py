"""Tracked lettering in Pillow's own typeface."""

from functools import cache

from PIL import Image, ImageDraw, ImageFont

from .palette import RGB

Point = tuple[float, float]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType: lettering needs it")
    return font


def tracked_width(text: str, size: int, tracking: float) -> float:
    """Width in pixels; `tracking` is the space after each letter in ems."""
    if not text:
        return 0.0
    font = _font(size)
    return sum(font.getlength(letter) for letter in text) + size * tracking * (len(text) - 1)


def fitting_size(text: str, width: float, size: int, tracking: float) -> int:
    """The wanted size, or the largest smaller one that keeps the text inside the width."""
    needed = tracked_width(text, size, tracking)
    return size if needed <= width else max(8, int(size * width / needed))


def broken(text: str, lines: int) -> list[str]:
    """The text over at most `lines` lines of about equal length, broken at spaces."""
    words = text.split()
    if lines < 2 or len(words) < 2:
        return [text]
    target = len(text) / lines
    rows = [words[0]]
    for word in words[1:]:
        room = len(rows) < lines
        if room and len(rows[-1]) + len(word) / 2 >= target:
            rows.append(word)
        else:
            rows[-1] += f" {word}"
    return rows


def write(
    image: Image.Image,
    centre: Point,
    text: str,
    size: int,
    fill: RGB | int,
    *,
    tracking: float = 0.0,
    bold: float = 0.0,
) -> None:
    """One line, centred on the point; `bold` thickens the strokes by that many pixels."""
    font = _font(size)
    draw = ImageDraw.Draw(image)
    x = centre[0] - tracked_width(text, size, tracking) / 2
    y = centre[1] + size * 0.36
    for letter in text:
        draw.text(
            (x, y), letter, fill=fill, font=font, anchor="ls", stroke_width=bold, stroke_fill=fill
        )
        x += font.getlength(letter) + size * tracking
