"""No cell is a formula, none breaks the file, and nothing that was sent is lost."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from config.spreadsheets import csv_lines, save_xlsx
from lead.export.table import COLUMNS, as_csv, as_xlsx, rows, safe_cell
from lead.models import Lead
from tests.lead.export.files import xlsx_rows

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "＋1", "－1", "＠A", " =1"]
BUSINESS = COLUMNS.index("business_name")


def lead(**values: str) -> Lead:
    return Lead(received_at=timezone.now(), consent_at=timezone.now(), **values)


@pytest.mark.parametrize("text", [*FORMULAS, "\u200b=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Salon", "3 - 1", "a=b", "", "'quoted", "#N/A", "é", "💇"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\u2400b"),
        ("\r=1", "\u240d=1"),
        ("\x1b[31m", "\u241b[31m"),
        ("\x7f", "\u2421"),
        ("\x85", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_a_control_character_is_shown_as_its_picture(text: str, shown: str) -> None:
    assert safe_cell(text) == shown


def test_a_time_is_that_of_the_site() -> None:
    assert safe_cell(datetime(2026, 1, 1, 20, 0, tzinfo=UTC)) == "2026-01-02 03:00:00"


def test_a_heading_is_in_the_language_of_whoever_asked() -> None:
    headings = [next(rows([], ["city"], language)) for language in ("id", "en")]
    assert headings == [["Kota"], ["City"]]


@given(st.text())
def test_no_text_can_become_a_formula_or_break_the_file(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.strip(" \u00a0\u3000\u200b\ufeff").startswith(
        ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    )
    lines = b"".join(csv_lines(as_csv(rows([lead(business_name=text)], COLUMNS, "en"))))
    found = next(csv.DictReader(io.StringIO(lines.decode("utf-8-sig"), newline="")))
    assert found["Business"].replace("'", "") == cell.replace("'", "")


HOSTILE_INSIDE = [
    "x;=1+cmd|' /C calc'!A0",
    "x\t=1+1",
    "x\n=1+1",
    "x; \u00a0=1+1",
    'x;"=1+1"',
    'x;"\n=1+1',
    "x;;＝1+1",
    "x\n﹣1",
]


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("text", HOSTILE_INSIDE)
def test_no_part_of_a_text_becomes_a_formula_where_cells_end_elsewhere(
    text: str, delimiter: str
) -> None:
    assert formulas(text, delimiter) == []


@given(st.text(alphabet=";\t\n\r\"', =+-@x＝﹦"), st.sampled_from(";\t,"))
def test_no_text_becomes_a_formula_for_whichever_reader(text: str, delimiter: str) -> None:
    assert formulas(text, delimiter) == []


def formulas(text: str, delimiter: str) -> list[str]:
    """What a reader with that delimiter would calculate of an export of this text."""
    leads = [lead(business_name=text, message=text, reference=text) for _number in range(2)]
    lines = b"".join(csv_lines(as_csv(rows(leads, COLUMNS, "en")))).decode("utf-8-sig")
    read = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    cells = [cell.strip(" \u00a0\u3000\u200b\ufeff") for row in read for cell in row]
    return [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠﹦﹢﹣﹫"))]


@given(st.text())
def test_xlsx_holds_the_same_texts(text: str) -> None:
    file = io.BytesIO()
    table = rows([lead(business_name=text)], COLUMNS, "en")
    save_xlsx({"Leads": as_xlsx(table)}, file)
    found = xlsx_rows(file.getvalue())[1][BUSINESS] or ""
    assert str(found).replace("_x005F_x", "_x") == safe_cell(text)
