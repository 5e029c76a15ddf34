"""Specification sheets: one page of PDF in the standard fonts, which need no embedding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap

WIDTH, HEIGHT = 595, 842  # A4 in points
MARGIN, TOP = 56, 770
LINE_LENGTH = 84
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold"}


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[str, ...]


def specification_sheet(title: str, subtitle: str, sections: Iterable[Section]) -> bytes:
    """A PDF 1.4 file. Texts are limited to Latin-1 plus typographic quotes and dashes."""
    content = b"\n".join(_drawn(title, subtitle, sections))
    fonts = b" ".join(b"/%s %d 0 R" % (name.encode(), 5 + n) for n, name in enumerate(FONTS))
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
            b" /Resources << /Font << %s >> >> >>" % (WIDTH, HEIGHT, fonts),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            *(
                b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
                % font.encode()
                for font in FONTS.values()
            ),
        ]
    )


def _drawn(title: str, subtitle: str, sections: Iterable[Section]) -> Iterator[bytes]:
    y = TOP
    yield _text(y, "F2", 20, title)
    yield _text(y - 22, "F1", 11, subtitle)
    y -= 58
    for section in sections:
        yield _text(y, "F2", 12, section.heading)
        y -= 20
        for line in (part for text in section.lines for part in wrap(text, LINE_LENGTH)):
            yield _text(y, "F1", 10, line)
            y -= 15
        y -= 14


def _text(y: int, font: str, size: int, text: str) -> bytes:
    escaped = text.translate({ord(sign): f"\\{sign}" for sign in "\\()"})
    shown = escaped.encode("cp1252", errors="replace")
    return b"BT /%s %d Tf %d %d Td (%s) Tj ET" % (font.encode(), size, MARGIN, y, shown)


def _file(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with the table of where each begins."""
    body, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(body))
    )
