"""XLSX through openpyxl, which reads row by row and parses XML through defusedxml."""

import datetime
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cms.catalogue.sheets import MAX_COLUMNS, SheetError, SheetRow

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0"
#: A catalogue of 20,000 long rows unpacks to less.
MAX_UNPACKED = 150 * 2**20
MAX_PARTS = 1_000
#: The format's own end.
LAST_ROW = 2**20
_WORKBOOK = "xl/workbook.xml"
#: What openpyxl, its XML parser and zipfile raise for a file that is not what it claims to be.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
)


def old_or_encrypted() -> str:
    return _(
        "This is an old .xls file, or it is protected by a password. Save it as XLSX without one."
    )


def damaged() -> str:
    return _("This XLSX file is damaged. Open it in a spreadsheet program and save it again.")


@contextmanager
def rows(file: IO[bytes]) -> Iterator[Iterator[SheetRow]]:
    _check_package(file)
    file.seek(0)
    try:
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except BROKEN:
        raise SheetError(damaged()) from None
    try:
        with closing(_rows(workbook)) as found:
            yield found
    finally:
        workbook.close()


def _check_package(file: IO[bytes]) -> None:
    """Before anything is unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except BROKEN:
        raise SheetError(damaged()) from None
    if _WORKBOOK not in {part.filename for part in parts}:
        raise SheetError(
            _("This is no XLSX file. Choose the spreadsheet here and pictures as ZIP below it.")
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SheetError(
            _("Unpacked, this file is larger than %(most)d MB. Split it.")
            % {"most": MAX_UNPACKED // 2**20}
        )


def _rows(workbook: Any) -> Generator[SheetRow, None, None]:
    """Those of the first sheet. What a file says of its own extent is not believed."""
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        values = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        for number, row in enumerate(values, 1):
            if number > LAST_ROW:
                raise ValueError(number)
            if any(value is not None for value in row):
                yield SheetRow(number, _trimmed([_text(value) for value in row]))
    except BROKEN:
        raise SheetError(damaged()) from None


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    """What somebody who sees the cell would type."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() | datetime.date():
            return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)
        case _:
            return str(value)
