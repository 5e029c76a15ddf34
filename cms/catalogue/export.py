"""Products as a file that imports unchanged: of each its latest draft, else what is live."""

import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.db.models import QuerySet

from cms.catalogue.cells import KEEP, XLSX_CELL_LENGTH, to_cell
from cms.catalogue.columns import ALL_COLUMNS, HEADER
from cms.catalogue.contents import current_contents, load_names, status, texts
from cms.catalogue.names import Names
from cms.models import ProductPage
from config.spreadsheets import Table, save_xlsx

CHUNK = 200


def rows(products: QuerySet[ProductPage]) -> Iterator[list[str]]:
    """Header, then one row per page; memory holds one chunk, SQL is fixed per chunk."""
    yield list(HEADER)
    pks = products.order_by("code", "locale_id", "pk").values_list("pk", flat=True).iterator()
    while chunk := list(islice(pks, CHUNK)):
        yield from chunk_rows(chunk)


def chunk_rows(pks: list[int]) -> Iterator[list[str]]:
    found = ProductPage.objects.select_related("locale").in_bulk(pks)
    pages = [found[pk] for pk in pks if pk in found]
    contents = current_contents(pages)
    names = Names()
    load_names(contents.values(), names)
    for page in pages:
        values = {
            "code": page.code,
            "locale": page.locale.language_code,
            "status": status(page),
            **texts(contents[page.pk], names),
        }
        yield [to_cell(values[name]) for name in HEADER]


def write_xlsx(table: Iterator[list[str]]) -> IO[bytes]:
    """A workbook in a temporary file, open for reading; its second sheet explains the columns.

    A text that no cell of XLSX can hold is written as `KEEP`, which an import leaves as it is.
    """
    output = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    save_xlsx({"products": _fitting(table), "columns": explanations()}, output)
    output.seek(0)
    return output


def explanations() -> Iterator[list[str]]:
    for column in ALL_COLUMNS:
        yield [column.name, str(column.help), to_cell(column.example)]


def _fitting(table: Table) -> Iterator[list[str]]:
    for row in table:
        yield [text if len(text) <= XLSX_CELL_LENGTH else KEEP for text in row]
