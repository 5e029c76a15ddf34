"""Leads leave the inbox as files that are safe to open, and it is known who took them."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cms.models import User
from lead.inbox.spreadsheet import csv_lines, safe_cell, write_xlsx
from lead.models import Lead, LeadExport
from tests.lead.factories import make_lead

INBOX = "/admin/snippets/lead/lead/"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠A", " =1", "\u200b=1"]


def _csv(answer: Any) -> list[dict[str, str]]:
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def _xlsx(content: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.django_db
def test_csv_holds_what_was_sent(sales_client: Client, seller: User) -> None:
    lead = make_lead(
        owner=seller,
        message='Dua\nbaris; "kutip", koma',
        chair_count=0,
        received_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC),
    )
    answer = sales_client.get(f"{INBOX}?export=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leads-')
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.streaming
    (row,) = _csv(answer)
    assert row["Reference"] == lead.reference
    assert row["Received"] == "2026-01-02 03:00:00"
    assert row["WhatsApp number"] == "'+6281234567890"
    assert row["Message"] == 'Dua\nbaris; "kutip", koma'
    assert row["Number of chairs"] == "0"
    assert row["Kind of business"] == "Salon"
    assert row["Owner"] == "sari"


@pytest.mark.django_db
def test_xlsx_holds_the_same_as_csv(sales_client: Client) -> None:
    make_lead(business_name="=HYPERLINK(1)", message="Baris\nlain")
    rows = _csv(sales_client.get(f"{INBOX}?export=csv"))
    answer = sales_client.get(f"{INBOX}?export=xlsx")
    headings, values = _xlsx(answer.getvalue())
    assert {name: value or "" for name, value in zip(headings, values, strict=True)} == rows[0]
    assert rows[0]["Business"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Salon", "3 - 1", "a=b", "", "'quoted", "#N/A", "é", "💇"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_no_text_can_become_a_formula_or_break_the_file(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.strip(" \u00a0\u3000\u200b\ufeff").startswith(
        ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    )
    cell.encode()
    lead = Lead(business_name=text, received_at=timezone.now(), consent_at=timezone.now())
    lines = b"".join(csv_lines([lead], "en")).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(lines, newline="")))
    assert row["Business"] == cell
    with write_xlsx([lead], "en") as file:
        values = _xlsx(file.read())[1]
    assert (values[4] or "") == cell


@pytest.mark.django_db
def test_an_export_follows_the_filters(sales_client: Client) -> None:
    make_lead(business_name="Ada", city="Medan")
    make_lead(business_name="Lain", city="Solo")
    make_lead(business_name="Spam", city="Medan", status="spam")
    make_lead(business_name="Uji", city="Medan", is_test=True)
    for query, found in (
        ("city=Medan", {"Ada"}),
        ("q=lain", {"Lain"}),
        ("", {"Ada", "Lain"}),
        ("status=bogus", set()),
        ("show=spam", {"Spam"}),
    ):
        rows = _csv(sales_client.get(f"{INBOX}?{query}&export=csv"))
        assert {row["Business"] for row in rows} == found


@pytest.mark.django_db
def test_an_export_is_not_cut_at_a_page(sales_client: Client) -> None:
    for number in range(60):
        make_lead(business_name=f"Salon {number}")
    assert len(_csv(sales_client.get(f"{INBOX}?export=csv&p=2"))) == 60


@pytest.mark.django_db
def test_who_took_what_is_recorded(sales_client: Client, seller: User) -> None:
    make_lead(city="Medan")
    query = "export=xlsx&city=Medan&q=Ibu+Contoh&p=1&status=new&status=won"
    sales_client.get(f"{INBOX}?{query}").getvalue()
    taken = LeadExport.objects.get()
    assert (taken.actor, taken.file_format, taken.row_count) == (seller, "xlsx", 1)
    assert taken.filters == {"city": ["Medan"], "q": ["(text)"], "status": ["new", "won"]}


@pytest.mark.django_db
def test_an_export_costs_a_fixed_number_of_statements(
    sales_client: Client, seller: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        make_lead(owner=seller)
    # Content types and the like are looked up once per process.
    _csv(sales_client.get(f"{INBOX}?export=csv"))
    with django_assert_num_queries(8):
        _csv(sales_client.get(f"{INBOX}?export=csv"))
    for _number in range(30):
        make_lead(owner=seller)
    with django_assert_num_queries(8):
        _csv(sales_client.get(f"{INBOX}?export=csv"))
