"""Programs that know nothing of us open the files, and see texts."""

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from lead.export.table import COLUMNS
from tests.lead.export.files import exported
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db

SOFFICE = shutil.which("soffice")
HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    '=HYPERLINK("http://x.invalid","klik")',
    "_x003D_1+1",
    'a"b,c;d\ne',
    "a\x0bb",
    "2026-01-02",
    "﹦1+1",
    "﹢1+1",
    "﹣1+1",
    "﹫SUM(1,1)",
    "#N/A",
]
#: Harmless to a reader that takes the comma for the end of a cell.
HOSTILE_ELSEWHERE = ["x;=1+1", "x\t=1+1", "x\n=1+1", 'x;"=1+1']
COLUMN = COLUMNS.index("message")


@pytest.fixture(params=["csv", "xlsx"])
def file(request: pytest.FixtureRequest, sales_lead_client: Client, tmp_path: Path) -> Path:
    for text in HOSTILE:
        make_lead(business_name=text[:255], message=text)
    path = tmp_path / f"leads.{request.param}"
    path.write_bytes(exported(sales_lead_client, "ordering=pk", file_format=request.param))
    return path


def test_openpyxl_sees_texts_alone(sales_lead_client: Client) -> None:
    for text in HOSTILE:
        make_lead(message=text)
    body = exported(sales_lead_client, file_format="xlsx")
    sheet = load_workbook(io.BytesIO(body)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > len(HOSTILE)
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]


needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed"
)


@needs_libreoffice
def test_libreoffice_shows_what_was_sent_and_calculates_nothing(file: Path, tmp_path: Path) -> None:
    shown = [row[COLUMN] for row in _as_libreoffice_shows(file, tmp_path)[1:]]
    # For whoever takes a tab or a line feed for the end of a cell.
    inside = "'" if file.suffix == ".csv" else ""
    assert sorted(shown) == sorted(
        [
            "'=1+1",
            "'+1+1",
            "'-1+1",
            "'@SUM(1,1)",
            f"'\t{inside}=1+1",
            "␍=1+1",
            f"'\n{inside}=1+1",
            "'＝1+1",
            "'＋1+1",
            '\'=HYPERLINK("http://x.invalid","klik")',
            "_x003D_1+1",
            'a"b,c;d\ne',
            "a␋b",
            "2026-01-02",
            "'﹦1+1",
            "'﹢1+1",
            "'﹣1+1",
            "'﹫SUM(1,1)",
            "#N/A",
        ]
    )


@needs_libreoffice
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_libreoffice_calculates_nothing_where_cells_end_elsewhere(
    delimiter: str, sales_lead_client: Client, tmp_path: Path
) -> None:
    for text in [*HOSTILE, *HOSTILE_ELSEWHERE]:
        make_lead(business_name=text[:255], message=text)
    path = tmp_path / "leads.csv"
    path.write_bytes(exported(sales_lead_client, "ordering=pk"))
    cells = {cell for row in _as_libreoffice_shows(path, tmp_path, delimiter) for cell in row}
    assert any("'=1+1" in cell for cell in cells)
    assert cells & {"2", "-2"} == set()


def _as_libreoffice_shows(file: Path, folder: Path, delimiter: str = ",") -> list[list[str]]:
    """The cells as they are displayed, formulas calculated: saved as CSV by LibreOffice."""
    result = folder / "shown"
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            *(
                [f"--infilter=Text - txt - csv (StarCalc):{ord(delimiter)},34,76"]
                * (file.suffix == ".csv")
            ),
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            str(result),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (path,) = result.iterdir()
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
