"""Asking for exports the way the page does, and reading what came of it."""

import csv
import io
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from lead.export.table import COLUMNS
from lead.models import LeadExport

INBOX = "/admin/snippets/lead/lead/"
EXPORTS = "/admin/leads/exports/"


def ask(client: Client, query: str = "", **changes: Any) -> Any:
    """Send the form of the export page below a list with that query string."""
    form = {"file_format": "csv", "reason": "Telepon mingguan", "columns": list(COLUMNS), **changes}
    return client.post(f"{INBOX}export/?{query}", form)


def download(client: Client, export: LeadExport) -> bytes:
    answer: Any = client.get(f"{EXPORTS}{export.pk}/download/")
    assert answer.status_code == 200, answer.headers
    body: bytes = answer.getvalue()
    return body


def exported(client: Client, query: str = "", **changes: Any) -> bytes:
    """The file that somebody gets who asks for an export and downloads it."""
    answer = ask(client, query, **changes)
    assert answer.status_code == 302, answer.content.decode()
    return download(client, LeadExport.objects.latest("pk"))


def csv_rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def xlsx_rows(body: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(body), read_only=True).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))
