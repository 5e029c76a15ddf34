"""Leads as CSV and XLSX, safe to open in a spreadsheet program.

A cell that such a program could take for a formula gets a leading apostrophe, telephone numbers
included (``'+62812…``): one rule for every column, and nothing is lost (OWASP ASVS 5.0 V1.2.10).
"""

import csv
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.text import capfirst
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from lead.models import Lead

FORMATS = ("csv", "xlsx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Also in their full-width forms, which some programs fold into the plain ones.
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")
_REPLACEMENT = "\ufffd"
_KEPT_CONTROLS = {"\n", "\t"}
_BOM = "\ufeff"

Value = Callable[[Lead], object]
_VALUES: dict[str, Value] = {
    "reference": lambda lead: lead.reference,
    "received_at": lambda lead: lead.received_at,
    "status": lambda lead: lead.get_status_display(),
    "owner": lambda lead: lead.owner,
    "business_name": lambda lead: lead.business_name,
    "contact_name": lambda lead: lead.contact_name,
    "phone_whatsapp": lambda lead: lead.phone_whatsapp,
    "email": lambda lead: lead.email,
    "preferred_contact": lambda lead: lead.get_preferred_contact_display(),
    "city": lambda lead: lead.city,
    "salon_type": lambda lead: lead.get_salon_type_display(),
    "chair_count": lambda lead: lead.chair_count,
    "specialization": lambda lead: lead.specialization,
    "current_brands_used": lambda lead: lead.current_brands_used,
    "monthly_spend_range": lambda lead: lead.monthly_spend_range,
    "message": lambda lead: lead.message,
    "locale": lambda lead: lead.locale,
    "page_url_initial": lambda lead: lead.page_url_initial,
    "page_url_current": lambda lead: lead.page_url_current,
    "consent_version": lambda lead: lead.consent_version,
    "consent_at": lambda lead: lead.consent_at,
}


def safe_cell(value: object) -> str:
    """A value as text that is no formula and that CSV and XML can hold.

    Times are those of the site's time zone, ``YYYY-MM-DD HH:MM:SS``.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).strftime(
            "%Y-%m-%d %H:%M:%S"
        )
    text = "".join(_visible(char) for char in str(value).replace("\r\n", "\n"))
    start = text.lstrip(" \u00a0\u3000\u200b\ufeff")[:1]
    return f"'{text}" if start in _FORMULA_STARTS and start else text


def csv_lines(leads: Iterable[Lead], language: str) -> Iterator[bytes]:
    """A CSV file, line by line, in UTF-8 with the mark that Excel needs to know it."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield _BOM.encode()
    for row in _rows(leads, language):
        yield writer.writerow(row).encode()


def write_xlsx(leads: Iterable[Lead], language: str) -> IO[bytes]:
    """An XLSX workbook in a temporary file, open for reading; every cell is a string."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title="Leads")
    for row in _rows(leads, language):
        sheet.append([_string_cell(sheet, text) for text in row])
    output = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    workbook.save(output)
    output.seek(0)
    return output


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _rows(leads: Iterable[Lead], language: str) -> Iterator[list[str]]:
    """Headings, then leads. Runs after the view is done, so it sets its own language."""
    with translation.override(language):
        yield [safe_cell(heading) for heading in headings()]
    for lead in leads:
        with translation.override(language):
            row = [safe_cell(value(lead)) for value in _VALUES.values()]
        yield row


def headings() -> list[str]:
    """The columns' names in the active language."""
    return [str(capfirst(Lead._meta.get_field(name).verbose_name)) for name in _VALUES]  # type: ignore[union-attr]


def _visible(char: str) -> str:
    if char in _KEPT_CONTROLS:
        return char
    if unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff":
        return _REPLACEMENT
    return char


def _string_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    # openpyxl takes a leading "=" for a formula and "#N/A" for an error.
    cell.data_type = "s"
    return cell
