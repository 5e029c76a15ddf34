"""Numbers and addresses inside free text: messages, notes, page addresses."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote_to_bytes

from django.db.models import Q

from lead.privacy.identifiers import Identifier, Kind, UnknownWritingError

REDACTED = "[…]"
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
#: What may stand around an address without being part of it.
_AROUND = "'-.+%_"
_DIGITS = re.compile(r"\d+")
#: What stands between the digits of one number, at most so much of it; a plus is a blank in a
#: page's address.
_SEPARATORS = r"-\s()./_,+\u00a0\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff"
_BETWEEN = re.compile(f"[{_SEPARATORS}]{{0,3}}")
#: Of these, what `Identifier.read` does not know.
_ODD = re.compile(r"[_,\u00ad\u200b-\u200d\u2060\ufeff]|(?<=.)\+", re.DOTALL)
_MOST_DIGITS, _FEWEST_DIGITS = 18, 8
#: A character as page addresses have it, in up to as many bytes, perhaps encoded again.
_ENCODED = re.compile(r"(?:%[0-9A-F]{2})+|.", re.IGNORECASE | re.DOTALL)
_ENCODED_TWICE = 3
_SQL_GAP = f"(?:[{_SEPARATORS}]|%(?:25)*[0-9A-F]{{2}}){{0,9}}"
_FULL_WIDTH = 0xFEE0
#: Enough of an address to find few others by.
_BEGINNING = 40

Span = tuple[int, int]


@dataclass(frozen=True)
class _View:
    """A text as people read it; `places` are those of its characters in what was written."""

    text: str
    places: list[Span]

    def place(self, span: Span) -> Span:
        return self.places[span[0]][0], self.places[span[1] - 1][1]


def found_in(text: str) -> Iterator[tuple[Span, Identifier]]:
    """Every number and address in a text, with its place; places may overlap."""
    for view in _views(text):
        for span, identifier in [*_addresses(view.text), *_numbers(view.text)]:
            yield view.place(span), identifier


def names_somebody(text: str) -> bool:
    """Whether there is a telephone number or an e-mail address in a text."""
    return any(True for _found in found_in(text))


def redact(text: str, is_meant: Callable[[Identifier], bool]) -> str:
    """The text with every number and address that `is_meant` replaced by `REDACTED`."""
    spans = [span for span, identifier in found_in(text) if is_meant(identifier)]
    for start, end in sorted(_longest(spans), reverse=True):
        text = text[:start] + REDACTED + text[end:]
    return text


def may_mention(field: str, identifier: Identifier) -> Q:
    """A condition that every text which mentions the person meets, and few others."""
    if identifier.kind is Kind.EMAIL:
        pattern = "".join(map(_writings, identifier.value[:_BEGINNING]))
    else:
        pattern = _SQL_GAP.join(map(_writings, identifier.value[-_FEWEST_DIGITS:]))
    return Q(**{f"{field}__iregex": pattern})


def _writings(char: str) -> str:
    """A regular expression for a character as it may be written in a text or a page's address."""
    forms = [char, chr(ord(char) + _FULL_WIDTH)] if char.isascii() else [char]
    encoded = ["".join(f"%(?:25)*{byte:02X}" for byte in form.encode()) for form in forms]
    return f"(?:{'|'.join([*map(re.escape, forms), *encoded])})"


def _views(text: str) -> Iterator[_View]:
    """As it stands, and as often decoded as it is encoded: ``100%0812…`` is no address."""
    view = _read_as(text, [(place, place + 1) for place in range(len(text))], str)
    yield view
    for _time in range(_ENCODED_TWICE):
        decoded = _read_as(view.text, view.places, _decode)
        if decoded.text == view.text:
            return
        view = decoded
        yield view


def _read_as(text: str, places: list[Span], decode: Callable[[str], str]) -> _View:
    """With each character in its plain form (NFKC)."""
    original, chars, found = _View(text, places), "", []
    for match in _ENCODED.finditer(text):
        start, decoded = match.start(), decode(match.group())
        is_encoded = decoded != match.group()
        for char in decoded:
            end = start + (3 * len(char.encode()) if is_encoded else 1)
            plain = unicodedata.normalize("NFKC", char)
            chars += plain
            found += [original.place((start, end))] * len(plain)
            start = end
    return _View(chars, found)


def _decode(encoded: str) -> str:
    """What percent-encoded bytes say; the same where they say nothing."""
    try:
        return unquote_to_bytes(encoded).decode() if len(encoded) > 1 else encoded
    except UnicodeDecodeError:
        return encoded


def _addresses(text: str) -> Iterator[tuple[Span, Identifier]]:
    """With and without what stands around them: a plus may be a blank, or belong to an address."""
    for match in _ADDRESS.finditer(text):
        written, (start, end) = match.group(), match.span()
        first = start + len(written) - len(written.lstrip(_AROUND))
        last = end - len(written) + len(written.rstrip(_AROUND))
        starts = {start, first}
        starts |= {start + plus.end() for plus in re.finditer(r"\+", written.partition("@")[0])}
        for begin in sorted(starts):
            for finish in {last, end}:
                yield from _read((begin, finish), text[begin:finish])


def _numbers(text: str) -> Iterator[tuple[Span, Identifier]]:
    """Groups of digits, and neighbouring groups taken together."""
    groups = [match.span() for match in _DIGITS.finditer(text)]
    for first, (start, _end) in enumerate(groups):
        length, last_end = 0, start
        for group_start, end in islice(groups, first, first + _MOST_DIGITS):
            length += end - group_start
            if length > _MOST_DIGITS or not _BETWEEN.fullmatch(text[last_end:group_start]):
                break
            last_end = end
            if length >= _FEWEST_DIGITS:
                begin = start - 1 if text[start - 1 : start] == "+" else start
                yield from _read((begin, end), _ODD.sub(" ", text[begin:end]))


def _read(span: Span, written: str) -> Iterator[tuple[Span, Identifier]]:
    try:
        yield span, Identifier.read(written)
    except UnknownWritingError:
        return


def _longest(spans: list[Span]) -> list[Span]:
    """Without those that lie inside or across another one."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
