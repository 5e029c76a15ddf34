"""Rows of text out of CSV and XLSX, one at a time; refusals say what to do next."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import IO

MAX_ROWS = 20_000
#: Far above the number of columns there are.
MAX_COLUMNS = 200


class SheetError(Exception):
    """The file as a whole cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class SheetRow:
    #: As a spreadsheet program counts.
    number: int
    cells: list[str]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@contextmanager
def open_sheet(file: IO[bytes]) -> Iterator[Iterator[SheetRow]]:
    """The rows of a file that is open for reading and seeking; raises `SheetError` meanwhile."""
    from cms.catalogue.sheets import csv_files, xlsx_files

    start = file.read(8)
    file.seek(0)
    if start.startswith(xlsx_files.ZIP_MARK):
        with xlsx_files.rows(file) as found:
            yield found
    elif start.startswith(xlsx_files.OLE_MARK):
        raise SheetError(xlsx_files.old_or_encrypted())
    else:
        # Closed before the caller closes the file below it.
        with closing(csv_files.rows(file)) as found:
            yield found
