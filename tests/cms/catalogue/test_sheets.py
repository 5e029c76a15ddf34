"""Files as they come: every usual writing is read, and everything else is refused with a reason."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cms.catalogue import sheets
from cms.catalogue.sheets import SheetError, xlsx_files
from cms.catalogue.sheets.csv_files import MAX_CELL
from tests.cms.catalogue.files import xlsx_file

TABLE = [["code", "locale", "title"], ["A-1", "id", "Sampo é 💇"]]

WHOLE_FILES = [xlsx_file(TABLE), b"code,locale\nA,id\n"]


def rows(content: bytes) -> list[list[str]]:
    with sheets.open_sheet(io.BytesIO(content)) as found:
        return [row.cells for row in found]


def refusal(content: bytes) -> str:
    with pytest.raises(SheetError) as refused:
        rows(content)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_usual_encodings_and_delimiters_are_read(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in TABLE)
    assert rows(text.encode(encoding)) == TABLE


def test_quoted_cells_hold_line_breaks_and_delimiters() -> None:
    assert rows(b'code,title\r\nA,"x,\n""y"""\r\n') == [["code", "title"], ["A", 'x,\n"y"']]


def test_xlsx_is_read_as_somebody_would_type_it() -> None:
    content = xlsx_file([["code", "n"], ["A", 12], ["B", 1.5], ["C", True], [None, "d"]])
    assert rows(content) == [["code", "n"], ["A", "12"], ["B", "1.5"], ["C", "yes"], ["", "d"]]


def test_a_formula_counts_with_its_result() -> None:
    """As a spreadsheet program stores it: the formula and what it came to."""
    stored = io.BytesIO(xlsx_file([["code"], ["PLACE"]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(stored) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                before = b'<c r="A2" t="inlineStr"><is><t>PLACE</t></is></c>'
                assert before in data
                data = data.replace(before, b'<c r="A2"><f>6*7</f><v>42</v></c>')
            target.writestr(part, data)
    assert rows(changed.getvalue()) == [["code"], ["42"]]


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("kode,é".encode("latin-1"), "encoding"),
        ("code,title".encode("utf-16-le"), "no spreadsheet"),
        (b"code,\0", "no spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0", "encoding"),
        (b'code,title\nA,"open', "Row 2"),
        (b"code\n" + b"x" * (MAX_CELL + 1), "Row 2"),
        (b"\xd0\xcf\x11\xe0 old", "password"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
    ids=["latin-1", "utf-16 unmarked", "nul", "png", "open quote", "long cell", "xls", "cut"],
)
def test_what_cannot_be_read_is_refused_with_advice(content: bytes, hint: str) -> None:
    assert hint in refusal(content)


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_another_zip_is_no_spreadsheet() -> None:
    assert "no XLSX" in refusal(package(**{"picture.jpg": b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = bytes(xlsx_files.MAX_UNPACKED + 1)
    assert "150 MB" in refusal(package(**{"xl/workbook.xml": b"", "xl/media/a": bomb}))


def test_a_file_may_not_expand_entities() -> None:
    content = io.BytesIO(xlsx_file(TABLE))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                start = data.index(b"<worksheet")
                data = b'<!DOCTYPE x [<!ENTITY a "boom">]>' + data[start:]
            target.writestr(part, data)
    assert "damaged" in refusal(changed.getvalue())


@settings(deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    """Cut anywhere, or with bytes changed anywhere: rows or a refusal, nothing else."""
    content = bytearray(data.draw(st.sampled_from(WHOLE_FILES)))
    for _change in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with suppress(SheetError):
        assert isinstance(rows(bytes(content[:cut])), list)


def sparse(fill: Callable[[object], None]) -> bytes:
    workbook = Workbook()
    fill(workbook.active)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_a_claimed_extent_is_not_believed() -> None:
    def fill(sheet: object) -> None:
        sheet["A1"], sheet["B30000"] = "code", "far"  # type: ignore[index]

    with sheets.open_sheet(io.BytesIO(sparse(fill))) as found:
        assert [(row.number, row.cells) for row in found] == [(1, ["code"]), (30000, ["", "far"])]
