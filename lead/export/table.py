"""Leads as rows of text that are safe to open in a spreadsheet program.

A cell that such a program could take for a formula gets a leading apostrophe, telephone numbers
included (``'+62812…``): one rule for every column, and nothing is lost (OWASP ASVS 5.0 V1.2.10).
CSV gets one more inside a cell, see `as_csv`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.text import capfirst

from config.spreadsheets import BLANKS, FORMULA, SIGNS
from lead.models import Lead

_FORMULA = re.compile(FORMULA)
#: Where a program starts a cell that takes ``;``, tab or line feed for the end of one, as Excel
#: does with CSV under Indonesian settings: quotes do not protect what stands between them then.
_FORMULA_INSIDE = re.compile(f'([;\\t\\n]["{BLANKS}]*)(?=[{SIGNS}])')
#: XLSX reads ``_x000D_`` as a control character; written so, it stays what it was.
_ENCODED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_REPLACEMENT = "\ufffd"
_KEPT_CONTROLS = {"\n", "\t"}
#: Unicode's block of pictures for U+0000 to U+001F, and the one for U+007F.
_PICTURES, _DELETE, _PICTURE_OF_DELETE = 0x2400, "\x7f", "\u2421"

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
COLUMNS = tuple(_VALUES)


def heading(column: str) -> str:
    """What a column is called in the active language."""
    return str(capfirst(Lead._meta.get_field(column).verbose_name))  # type: ignore[union-attr]


def rows(leads: Iterable[Lead], columns: Sequence[str], language: str) -> Iterator[list[str]]:
    """Headings, then leads, in a language that holds although the caller's may change."""
    with translation.override(language):
        headings = [safe_cell(heading(column)) for column in columns]
    yield headings
    for lead in leads:
        with translation.override(language):
            row = [safe_cell(_VALUES[column](lead)) for column in columns]
        yield row


def as_csv(table: Iterable[list[str]]) -> Iterator[list[str]]:
    """The same table for CSV, which not every program cuts at the same places."""
    for row in table:
        yield [_FORMULA_INSIDE.sub(r"\1'", text) for text in row]


def as_xlsx(table: Iterable[list[str]]) -> Iterator[list[str]]:
    """The same table for XLSX, which would decode some texts."""
    for row in table:
        yield [_ENCODED.sub("_x005F_x", text) for text in row]


def safe_cell(value: object) -> str:
    """A value as text that is no formula and that CSV and XML can hold.

    Times are those of the site's time zone, ``YYYY-MM-DD HH:MM:SS``; a control character is
    replaced by Unicode's picture of it.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).strftime(
            "%Y-%m-%d %H:%M:%S"
        )
    text = "".join(_visible(char) for char in str(value).replace("\r\n", "\n"))
    return f"'{text}" if _FORMULA.match(text) else text


def _visible(char: str) -> str:
    if char in _KEPT_CONTROLS:
        return char
    if char < " ":
        return chr(_PICTURES + ord(char))
    if char == _DELETE:
        return _PICTURE_OF_DELETE
    if unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff":
        return _REPLACEMENT
    return char
