"""A file's rows into the database: later steps need no file, and any row is found at once."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from django.db import transaction
from django.db.models import Count, Min, Window
from django.utils.translation import gettext as _

from cms.catalogue.cells import from_cell
from cms.catalogue.columns import CODE, HEADER, LOCALE, REQUIRED_COLUMNS
from cms.catalogue.sheets import MAX_COLUMNS, MAX_ROWS, SheetError, SheetRow, open_sheet
from cms.models import CatalogueImport, ImportRow, Outcome

BATCH = 500
CODE_LENGTH = ImportRow._meta.get_field("code").max_length or 0


def read_header(file: IO[bytes]) -> list[str]:
    """The columns of a file, with everything checked that shows without reading it all."""
    with open_sheet(file) as rows:
        header = _header(rows)
        if next(_filled(rows), None) is None:
            raise SheetError(_("The file holds a header but no product."))
    return header


def stage(catalogue_import: CatalogueImport) -> int:
    """All rows or, when the file is refused on the way (`SheetError`), none; returns how many."""
    file = _opened(catalogue_import)
    with transaction.atomic(), file, open_sheet(file) as rows:
        catalogue_import.rows.all().delete()
        header = _header(rows)
        staged = (_row(catalogue_import, header, row) for row in _bounded(_filled(rows)))
        while batch := list(islice(staged, BATCH)):
            ImportRow.objects.bulk_create(batch)
        _refuse_twins(catalogue_import)
    return catalogue_import.rows.count()


def _opened(catalogue_import: CatalogueImport) -> Any:
    try:
        return catalogue_import.file.open("rb")
    except OSError:
        raise SheetError(_("The stored file is missing. Start a new import.")) from None


def _filled(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    return (row for row in rows if not row.is_empty)


def _bounded(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    for count, row in enumerate(rows, 1):
        if count > MAX_ROWS:
            raise SheetError(
                _("The file holds more than %(most)d products. Split it.") % {"most": MAX_ROWS}
            )
        yield row


def _header(rows: Iterator[SheetRow]) -> list[str]:
    first = next(_filled(rows), None)
    if first is None:
        raise SheetError(_("The file is empty."))
    names = [cell.strip().casefold() for cell in first.cells]
    while names and not names[-1]:
        names.pop()
    _check_header(names)
    return names


def _check_header(names: list[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise SheetError(
            _("The file has more than %(most)d columns. Start from the template.")
            % {"most": MAX_COLUMNS}
        )
    for problem, culprits in (
        (_("Unknown columns: %(names)s."), [name for name in names if name not in HEADER]),
        (_("Columns that stand there twice: %(names)s."), _twice(names)),
        (
            _("Columns that are missing: %(names)s."),
            [n for n in REQUIRED_COLUMNS if n not in names],
        ),
    ):
        if culprits:
            raise SheetError(f"{problem % {'names': _quoted(culprits)}} {_valid_columns()}")


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _quoted(names: list[str]) -> str:
    """A few of them, each shortened: the file may be anything."""
    shown = ", ".join(f"“{name[:40]}”" for name in names[:5])
    return f"{shown}, …" if len(names) > 5 else shown


def _valid_columns() -> str:
    return _("The first row holds the names of columns; possible are: %(names)s.") % {
        "names": ", ".join(HEADER)
    }


def _row(catalogue_import: CatalogueImport, header: list[str], row: SheetRow) -> ImportRow:
    cells = dict(zip(header, [*row.cells, *[""] * len(header)], strict=False))
    extra = [cell for cell in row.cells[len(header) :] if cell.strip()]
    problems = [_("This row has more cells than the header.")] if extra else []
    return ImportRow(
        catalogue_import=catalogue_import,
        number=row.number,
        cells=cells,
        code=from_cell(cells[CODE]).strip()[:CODE_LENGTH],
        locale=cells[LOCALE].strip().casefold()[:12],
        slug=from_cell(cells.get("slug", "")).strip()[:255],
        **_refusal("", *problems),
    )


def _refusal(field: str, *problems: str) -> dict[str, Any]:
    if not problems:
        return {}
    texts = [{"field": field, "text": problem} for problem in problems]
    return {"outcome": Outcome.REFUSE, "messages": texts}


def _refuse_twins(catalogue_import: CatalogueImport) -> None:
    """Nobody knows which of two rows about one product is meant, nor which gets an address."""
    for field, sentence in (
        (CODE, _("This product and language stand in the file more than once, first in row %d.")),
        ("slug", _("This slug stands in the file more than once, first in row %d.")),
    ):
        refused = [
            ImportRow(pk=pk, **_refusal(field, sentence % first))
            for pk, first in _twins(catalogue_import, field)
        ]
        ImportRow.objects.bulk_update(refused, ["outcome", "messages"], batch_size=BATCH)


def _twins(catalogue_import: CatalogueImport, field: str) -> list[tuple[int, int]]:
    """Rows that have the field and the language in common with another, each with the first one."""
    rows = catalogue_import.rows.exclude(**{field: ""}).order_by()
    counted = rows.annotate(
        twins=Window(Count("pk"), partition_by=["locale", field]),
        first=Window(Min("number"), partition_by=["locale", field]),
    )
    return list(counted.filter(twins__gt=1).values_list("pk", "first"))
