"""Spreadsheets and ZIPs as people send them, and imports run to their end."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from openpyxl import Workbook

from cms.catalogue import export
from cms.catalogue.contents import products
from cms.catalogue.jobs import run_due_imports
from cms.models import CatalogueImport, ImportRow, ProductPage, User
from config.spreadsheets import csv_lines
from tests.cms.pictures import jpeg

Row = Mapping[str, str]


def csv_file(
    rows: Iterable[Row], columns: Iterable[str] = (), delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    rows = list(rows)
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_file(table: Iterable[Iterable[Any]]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in table:
        sheet.append(list(row))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def zip_file(names: Iterable[str], width: int = 40) -> bytes:
    """A ZIP of small pictures of different sizes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, jpeg(width + number, 30).read())
    return file.getvalue()


def exported_csv(chosen: QuerySet[ProductPage] | None = None) -> bytes:
    return b"".join(csv_lines(export.rows(products() if chosen is None else chosen)))


def exported_xlsx() -> bytes:
    with export.write_xlsx(export.rows(products())) as file:
        return file.read()


def make_import(
    user: User, content: bytes, *, images: bytes = b"", **values: Any
) -> CatalogueImport:
    return CatalogueImport.objects.create(
        file=ContentFile(content, name="products.csv"),
        file_name="products.csv",
        images=ContentFile(images, name="pictures.zip") if images else "",
        created_by=user,
        language="en",
        **values,
    )


def checked(user: User, content: bytes, **values: Any) -> CatalogueImport:
    """An import after its dry run."""
    made = make_import(user, content, **values)
    run_due_imports(60)
    made.refresh_from_db()
    return made


def apply(made: CatalogueImport) -> CatalogueImport:
    assert made.start_applying(made.created_by)
    run_due_imports(60)
    made.refresh_from_db()
    return made


def applied(user: User, content: bytes, **values: Any) -> CatalogueImport:
    return apply(checked(user, content, **values))


def outcomes(made: CatalogueImport) -> dict[str, int]:
    return {name: number for name, number in made.rows.counts().items() if number}


def only_row(made: CatalogueImport) -> ImportRow:
    return made.rows.get()


def said(made: CatalogueImport) -> list[tuple[str, str]]:
    """(column, text) of all messages of all rows."""
    return [(each["field"], each["text"]) for row in made.rows.all() for each in row.messages]
