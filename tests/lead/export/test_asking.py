"""Asking for an export, fetching it, and the record that stays of it."""

import hashlib
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from cms.models import User
from lead.models import Lead, LeadExport
from lead.tasks import forget_exports
from tests.lead.conftest import _BACKEND, member
from tests.lead.export.files import (
    EXPORTS,
    INBOX,
    ask,
    csv_rows,
    download,
    exported,
    xlsx_rows,
)
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
State = LeadExport.State


def page(client: Client, export: LeadExport) -> str:
    return client.get(f"{EXPORTS}{export.pk}/").content.decode()


def test_csv_holds_what_was_sent(sales_lead_client: Client, sales_lead: User) -> None:
    lead = make_lead(
        owner=sales_lead,
        message='Dua\nbaris; "kutip", koma',
        chair_count=0,
        received_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC),
    )
    (row,) = csv_rows(exported(sales_lead_client))
    assert row["Reference"] == lead.reference
    assert row["Received"] == "2026-01-02 03:00:00"
    assert row["WhatsApp number"] == "'+6281234567890"
    assert row["Message"] == 'Dua\nbaris; "kutip", koma'
    assert row["Number of chairs"] == "0"
    assert row["Kind of business"] == "Salon"
    assert row["Owner"] == "lestari"


def test_every_row_of_a_csv_ends_as_rfc_4180_asks(sales_lead_client: Client) -> None:
    make_lead(message="Dua\nbaris")
    body = exported(sales_lead_client, columns=["reference", "message"])
    rows = body.split(b"\r\n")
    assert rows.pop() == b""
    assert len(rows) == 2, "a heading and a lead"
    assert all(row.endswith(b'"') for row in rows)
    assert b"\r" not in b"".join(rows)


def test_xlsx_holds_the_same_as_csv(sales_lead_client: Client) -> None:
    make_lead(business_name="=HYPERLINK(1)", message="Baris\nlain")
    rows = csv_rows(exported(sales_lead_client))
    headings, values = xlsx_rows(exported(sales_lead_client, file_format="xlsx"))
    assert {name: value or "" for name, value in zip(headings, values, strict=True)} == rows[0]
    assert rows[0]["Business"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("city=Medan", {"Ada"}),
        ("q=lain", {"Lain"}),
        ("", {"Ada", "Lain"}),
        ("status=bogus", set()),
        ("show=spam", {"Spam"}),
        ("p=2", {"Ada", "Lain"}),
    ],
)
def test_an_export_follows_the_list(sales_lead_client: Client, query: str, found: set[str]) -> None:
    make_lead(business_name="Ada", city="Medan")
    make_lead(business_name="Lain", city="Solo")
    make_lead(business_name="Spam", city="Medan", status="spam")
    make_lead(business_name="Uji", city="Medan", is_test=True)
    assert {row["Business"] for row in csv_rows(exported(sales_lead_client, query))} == found


def test_the_order_is_that_of_the_list(sales_lead_client: Client) -> None:
    for city in ("Bogor", "Ambon", "Cimahi"):
        make_lead(city=city)
    rows = csv_rows(exported(sales_lead_client, "ordering=-city"))
    assert [row["City"] for row in rows] == ["Cimahi", "Bogor", "Ambon"]


def test_ticked_leads_alone_are_exported(sales_lead_client: Client) -> None:
    first, second, _third = (make_lead() for _number in range(3))
    query = f"id={first.pk}&id={second.pk}&id=x"
    assert len(csv_rows(exported(sales_lead_client, query))) == 2
    assert LeadExport.objects.get().filters == {"id": ["2"]}


def test_ticked_leads_of_any_view_are_exported(sales_lead_client: Client) -> None:
    spam = make_lead(business_name="Spam", status="spam")
    make_lead(business_name="Ada")
    listing = sales_lead_client.get(f"{INBOX}?box=new").content.decode()
    assert f'href="{INBOX}export/" class="button button-small' in listing
    for query, found in (
        (f"id={spam.pk}", {"Spam"}),
        ("id=all&q=ada&next=/admin/", {"Ada"}),
        ("id=x", set()),
        (f"id={'9' * 40}", set()),
    ):
        assert {row["Business"] for row in csv_rows(exported(sales_lead_client, query))} == found


def test_the_list_leads_to_the_export_of_what_it_shows(sales_lead_client: Client) -> None:
    make_lead(city="Medan")
    listing = sales_lead_client.get(f"{INBOX}?city=Medan&p=1").content.decode()
    assert f"{INBOX}export/?city=Medan" in listing
    form = sales_lead_client.get(f"{INBOX}export/?city=Medan").content.decode()
    assert "1 lead will be exported." in form
    assert "Medan" in form
    assert not LeadExport.objects.exists()


def test_the_old_address_of_an_export_leads_to_the_form(sales_lead_client: Client) -> None:
    answer: Any = sales_lead_client.get(f"{INBOX}?export=csv&city=Medan")
    assert (answer.status_code, answer.url) == (302, f"{INBOX}export/?city=Medan")


def test_chosen_columns_stand_in_the_order_of_the_file(sales_lead_client: Client) -> None:
    make_lead()
    (row,) = csv_rows(exported(sales_lead_client, columns=["city", "reference"]))
    assert list(row) == ["Reference", "City"]


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "abc"},
        {"reason": "x" * 201},
        {"reason": "untuk Ibu 0812-3456-7890"},
        {"reason": "untuk ibu@example.com"},
        {"columns": []},
        {"columns": ["client_hash"]},
        {"file_format": "pdf"},
    ],
)
def test_a_form_that_says_too_little_or_too_much_exports_nothing(
    sales_lead_client: Client, changes: dict[str, Any]
) -> None:
    make_lead()
    assert ask(sales_lead_client, **changes).status_code == 422
    assert not LeadExport.objects.exists()


def test_the_record_says_who_when_why_and_what(sales_lead_client: Client, sales_lead: User) -> None:
    make_lead(city="Medan")
    query = "city=Medan&q=Ibu+Contoh&p=1&status=new&status=won"
    columns = ["reference", "business_name", "city"]
    chosen = {"file_format": "xlsx", "reason": "Pameran Medan", "columns": columns[::-1]}
    body = exported(sales_lead_client, query, **chosen)
    export = LeadExport.objects.get()
    assert export.columns == columns
    assert (export.actor, export.reason, export.file_format) == (
        sales_lead,
        "Pameran Medan",
        "xlsx",
    )
    assert export.filters == {"city": ["Medan"], "q": ["(text)"], "status": ["new", "won"]}
    assert (export.row_count, export.done) == (1, 1)
    assert export.sha256 == hashlib.sha256(body).hexdigest()
    assert export.downloaded_at is not None
    text = page(sales_lead_client, export)
    assert export.sha256 in text
    assert "Pameran Medan" in text
    assert "Reference, Business, City" in text
    assert "Ibu Contoh" not in text


def test_the_record_keeps_known_filters_alone_and_no_text_that_names_somebody(
    sales_lead_client: Client, seller: User
) -> None:
    query = (
        f"owner={seller.pk}&owner=x&status=new&status=Ibu&unowned=false&unowned=Ibu&Ibu=Contoh"
        "&received_at_from=2026-01-01&received_at_to=Ibu&box=new&show=Ibu&city=0812"
    )
    ask(sales_lead_client, query)
    export = LeadExport.objects.get()
    assert export.filters == {
        "owner": ["sari"],
        "status": ["new"],
        "unowned": ["false"],
        "received_at_from": ["2026-01-01"],
        "box": ["new"],
        "city": ["(text)"],
    }
    assert "Owner: sari" in page(sales_lead_client, export)


def test_the_record_names_an_owner_who_left_sales(sales_lead_client: Client, seller: User) -> None:
    make_lead(business_name="Theirs", owner=seller)
    make_lead(business_name="Lain")
    seller.groups.clear()
    User.objects.filter(pk=seller.pk).update(is_active=False)
    body = exported(sales_lead_client, f"owner={seller.pk}")
    assert [row["Business"] for row in csv_rows(body)] == ["Theirs"]
    assert LeadExport.objects.get().filters == {"owner": ["sari"]}


def test_a_lead_knows_in_which_exports_it_was(sales_lead_client: Client) -> None:
    lead = make_lead(city="Medan")
    exported(sales_lead_client, "city=Medan")
    exported(sales_lead_client, "city=Solo")
    assert [export.filters for export in lead.exports.all()] == [{"city": ["Medan"]}]


def test_the_file_is_private_and_below_no_public_folder(
    sales_lead_client: Client, settings: Settings
) -> None:
    make_lead()
    exported(sales_lead_client)
    (path,) = Path(settings.EXPORT_DIR).iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.is_relative_to(settings.MEDIA_ROOT)


def test_an_answer_with_leads_is_stored_nowhere(sales_lead_client: Client) -> None:
    make_lead()
    ask(sales_lead_client)
    answer = sales_lead_client.get(f"{EXPORTS}{LeadExport.objects.get().pk}/download/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leads-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.getvalue()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=_BACKEND)
    return client


def test_only_its_maker_fetches_a_file(sales_lead_client: Client) -> None:
    make_lead()
    ask(sales_lead_client)
    export = LeadExport.objects.get()
    other = _client(member("lina", "Sales lead"))
    assert other.get(f"{EXPORTS}{export.pk}/download/").status_code == 404
    assert "download/" not in page(other, export)
    assert "Telepon mingguan" in page(other, export)


def test_whoever_may_no_longer_export_fetches_nothing(
    sales_lead_client: Client, sales_lead: User
) -> None:
    make_lead()
    ask(sales_lead_client)
    export = LeadExport.objects.get()
    sales_lead.groups.get().permissions.remove(Permission.objects.get(codename="export_lead"))
    answer = sales_lead_client.get(f"{EXPORTS}{export.pk}/download/")
    assert answer.status_code == 302
    assert not isinstance(answer.getvalue(), str)
    assert LeadExport.objects.get().downloaded_at is None


def test_who_may_only_export_sees_their_own_and_the_sales_lead_sees_all(
    sales_lead_client: Client,
) -> None:
    make_lead()
    exporters = [member(name, "Sales") for name in ("sari", "sita")]
    for exporter in exporters:
        exporter.user_permissions.add(Permission.objects.get(codename="export_lead"))
        ask(_client(exporter), reason=f"Milik {exporter.username}")
    (theirs,) = LeadExport.objects.filter(reason="Milik sita")
    sari = _client(exporters[0])
    mine = sari.get(EXPORTS).content.decode()
    assert "Milik sari" in mine
    assert "Milik sita" not in mine
    for end in ("", "progress/", "download/"):
        assert sari.get(f"{EXPORTS}{theirs.pk}/{end}").status_code == 404
    everything = sales_lead_client.get(EXPORTS).content.decode()
    assert "Milik sari" in everything
    assert "Milik sita" in everything


def test_a_file_is_deleted_after_its_time_and_its_record_stays(
    sales_lead_client: Client, settings: Settings
) -> None:
    make_lead()
    exported(sales_lead_client)
    forget_exports()
    export = LeadExport.objects.get()
    assert export.state == State.READY
    LeadExport.objects.update(
        finished_at=timezone.now() - timedelta(hours=settings.LEAD_EXPORT_KEEP_HOURS, minutes=1)
    )
    forget_exports()
    export.refresh_from_db()
    assert (export.state, export.file_name) == (State.EXPIRED, "")
    assert list(Path(settings.EXPORT_DIR).iterdir()) == []
    answer: Any = sales_lead_client.get(f"{EXPORTS}{export.pk}/download/")
    assert (answer.status_code, answer.url) == (302, f"{EXPORTS}{export.pk}/")
    assert export.sha256 in page(sales_lead_client, export)


def test_an_export_costs_a_fixed_number_of_statements(
    sales_lead_client: Client, sales_lead: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        make_lead(owner=sales_lead)
    ask(sales_lead_client)
    with django_assert_num_queries(20) as few:
        ask(sales_lead_client)
    for _number in range(30):
        make_lead(owner=sales_lead)
    with django_assert_num_queries(len(few)):
        ask(sales_lead_client)
    assert Lead.objects.count() == LeadExport.objects.latest("pk").done


def test_a_missing_file_is_said_to_be_gone(sales_lead_client: Client, settings: Settings) -> None:
    make_lead()
    ask(sales_lead_client)
    export = LeadExport.objects.get()
    (Path(settings.EXPORT_DIR) / export.file_name).unlink()
    assert sales_lead_client.get(f"{EXPORTS}{export.pk}/download/").status_code == 302


def test_nothing_is_exported_of_an_empty_list(sales_lead_client: Client) -> None:
    body = exported(sales_lead_client)
    assert csv_rows(body) == []
    assert download(sales_lead_client, LeadExport.objects.get()) == body
