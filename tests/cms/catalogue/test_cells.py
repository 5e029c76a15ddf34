import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cms.catalogue.cells import (
    from_cell,
    join_lines,
    join_pairs,
    one_newline,
    split_lines,
    split_pairs,
    to_cell,
)
from cms.catalogue.export import write_xlsx
from config.spreadsheets import csv_lines

#: What a database can hold, biased towards what spreadsheets stumble over.
HOSTILE = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"])),
        st.sampled_from(
            [
                *("'", "=", "+1", "-", "@", "\t", "\n", '"', ",", ";", "_x000B_", "_x005F_"),
                *(
                    "\u202e",
                    "\ufeff",
                    "💇",
                    "＝",
                    "#N/A",
                    "\\n",
                    "\\",
                    "|",
                    "\ufffe",
                    "العربية",
                    "\x0b",
                ),
            ]
        ),
    ),
    max_size=6,
).map("".join)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1", "\u200b=1", "'=1", "''=1"]


@given(HOSTILE)
def test_every_text_comes_back_from_its_cell(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe_which_reading_takes_away(text: str) -> None:
    assert to_cell(text) == f"'{text}"
    assert from_cell(f"'{text}") == text


@pytest.mark.parametrize("text", ["'kutip'", "3 - 1", "a=b", "Salon", ""])
def test_other_texts_stand_as_they_are(text: str) -> None:
    assert to_cell(text) == text
    assert from_cell(text) == text


@given(HOSTILE)
def test_no_cell_can_become_a_formula(text: str) -> None:
    start = to_cell(text).lstrip(" \u00a0\u3000\u200b\ufeff")[:1]
    assert start not in set("=+-@\t\r\n＝＋－＠") or not start


@given(HOSTILE)
def test_csv_and_xlsx_hold_every_cell(text: str) -> None:
    cell = to_cell(text)
    lines = b"".join(csv_lines(iter([[cell, "end"]]))).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(lines, newline=""))) == [cell, "end"]
    with write_xlsx(iter([[cell, "end"]])) as file:
        (row,) = load_workbook(file, read_only=True)["products"].iter_rows(values_only=True)
    assert (row[0] or "") == cell


@given(st.lists(HOSTILE.map(str.strip).filter(bool), max_size=5))
def test_lines_hold_any_items(items: list[str]) -> None:
    assert split_lines(join_lines(items)) == items


@given(st.lists(st.tuples(HOSTILE.map(str.strip).filter(bool), HOSTILE.map(str.strip)), max_size=4))
def test_pairs_hold_any_items(pairs: list[tuple[str, str]]) -> None:
    assert split_pairs(join_pairs(pairs)) == pairs


def test_a_second_bar_belongs_to_the_second_part() -> None:
    assert split_pairs("250 ml | A|B\n\n500 ml") == [("250 ml", "A|B"), ("500 ml", "")]


@pytest.mark.parametrize("cell", ["_x0000_", "a_xD800_b", "_xdfff_", "_xDBFF__xDC00_"])
def test_what_no_database_can_hold_stays_as_it_is_written(cell: str) -> None:
    assert from_cell(cell) == cell
    assert from_cell(to_cell(cell)) == cell


def test_line_breaks_of_every_system_are_one() -> None:
    assert one_newline("a\r\nb\rc\nd") == "a\nb\nc\nd"
