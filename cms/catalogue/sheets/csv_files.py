import codecs
import csv
import io
from collections.abc import Generator, Iterator
from typing import IO

from django.utils.translation import gettext as _

from cms.catalogue.sheets import SheetError, SheetRow

DELIMITERS = ",;\t"
MAX_CELL = 100_000
_SAMPLE = 64 * 1024
_CHUNK = 64 * 1024


def rows(file: IO[bytes]) -> Generator[SheetRow, None, None]:
    """UTF-8 with or without a mark, or UTF-16 with one, as Excel saves *Unicode text*."""
    encoding = _encoding(file.read(4))
    _refuse_undecodable(file, encoding)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        delimiter = _delimiter(text.read(_SAMPLE))
        text.seek(0)
        yield from _parsed(text, delimiter)
    finally:
        text.detach()


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _refuse_undecodable(file: IO[bytes], encoding: str) -> None:
    """Before any row is taken, so that a fault in the last line refuses the file like one in the
    first.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            _refuse_nul(decoder.decode(chunk))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise SheetError(
            _("The text encoding of this file is unknown. Save it as “CSV UTF-8” or as XLSX.")
        ) from None


def _refuse_nul(text: str) -> None:
    if "\0" in text:
        raise SheetError(
            _("This is no spreadsheet, or it is damaged. Save it as “CSV UTF-8” or as XLSX.")
        )


def _delimiter(sample: str) -> str:
    """The one that divides the header; names of columns hold none of them."""
    header = next(iter(sample.lstrip("\r\n").splitlines()), "")
    return max(DELIMITERS, key=header.count)


def _parsed(text: io.TextIOWrapper, delimiter: str) -> Iterator[SheetRow]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield SheetRow(number, cells)
    except csv.Error:
        raise SheetError(
            _(
                "Row %(number)d cannot be read: a quotation mark is not closed, or a cell is "
                "longer than %(most)d characters."
            )
            % {"number": number + 1, "most": MAX_CELL}
        ) from None
