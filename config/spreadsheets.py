"""Tables as CSV and XLSX files that spreadsheet programs open as they were written."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._writer import WorksheetWriter

FORMATS = ("csv", "xlsx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What a spreadsheet program takes for the start of a formula (OWASP ASVS 5.0 V1.2.10), after the
#: blanks that some skip. Full-width forms too, which some fold into the plain ones.
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
BLANKS = " \u00a0\u3000\u200b\ufeff"
FORMULA = f"[{BLANKS}]*[{SIGNS}\t\r\n]"
_BOM = "\ufeff"

Table = Iterable[list[str]]


def csv_lines(table: Table) -> Iterator[bytes]:
    """RFC 4180, line by line, in UTF-8 with the mark that Excel needs to know it."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield _BOM.encode()
    for row in table:
        yield writer.writerow(row).encode()


def save_xlsx(tables: Mapping[str, Table], output: IO[bytes], folder: Path | None = None) -> None:
    """Write a workbook with one sheet per title, in which every cell is a text.

    Holds one row at a time. Meanwhile the sheets lie below `folder` (None: that of the system), in
    a folder of their own which is removed whatever happens; a killed process leaves it.
    """
    with TemporaryDirectory(prefix="xlsx-", dir=folder) as parts:
        workbook = Workbook(write_only=True)
        for number, (title, table) in enumerate(tables.items()):
            with closing(workbook.create_sheet(title=title)) as sheet:
                # openpyxl's own temporary file outlives an abort.
                sheet._writer = _PartWriter(sheet, str(Path(parts) / f"{number}.xml"))
                sheet._writer.write_top()
                for row in table:
                    sheet.append([_text_cell(sheet, text) for text in row])
        workbook.save(output)


class _PartWriter(WorksheetWriter):
    """Writes a sheet to a file that somebody else removes."""

    def cleanup(self) -> None:
        pass


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    # openpyxl takes a leading "=" for a formula and "#N/A" for an error.
    cell.data_type = "s"
    return cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
