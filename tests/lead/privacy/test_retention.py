"""What retention anonymises, what it leaves alone, and what is left of a lead."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.models import User
from fanout.models import Channel, Delivery
from lead.announcement import announce
from lead.models import Lead, LeadActivity
from lead.privacy import retention
from lead.privacy.anonymising import anonymise
from lead.privacy.fields import EMPTIED, HASHES, KEPT
from lead.privacy.retention import forget_outdated, look
from lead.tasks import retention as retention_task
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
INBOX = "/admin/snippets/lead/lead/"


def long_ago() -> datetime:
    return timezone.now() - timedelta(days=366 + 1)


def outdated(**values: Any) -> Lead:
    return make_lead(received_at=long_ago(), **values)


def run(*options: str) -> str:
    out = StringIO()
    call_command("lead_retention", *options, stdout=out)
    return out.getvalue()


def test_every_field_of_a_lead_is_either_emptied_or_known_to_name_nobody() -> None:
    fields = {field.name for field in Lead._meta.concrete_fields}
    assert {*EMPTIED, "idempotency_hash", *KEPT} == fields
    assert not {*EMPTIED, "idempotency_hash"} & set(KEPT)
    assert set(HASHES) <= {*EMPTIED, "idempotency_hash"}


def test_nothing_that_was_sent_is_left_but_what_can_be_counted(seller: User) -> None:
    lead = outdated(
        email="ibu@example.com",
        message="Halo",
        specialization="Warna",
        current_brands_used="Lain",
        page_url_initial="https://www.example.com/?a=1",
        page_url_current="https://www.example.com/?a=2",
        message_hash="m" * 64,
        chair_count=3,
        next_step="Kirim contoh",
        next_step_on=timezone.localdate(),
        due_at=timezone.now(),
        owner=seller,
        status="won",
    )
    LeadActivity.objects.create(lead=lead, actor=seller, kind="note", note="Ibu Contoh senang")
    assert forget_outdated(60) == 1
    before, after = lead, Lead.objects.get()
    for field in EMPTIED:
        assert getattr(after, field) in {"", "–", None}, field
    for field in set(KEPT) - {"anonymised_at"}:
        assert getattr(after, field) == getattr(before, field), field
    assert after.idempotency_hash != before.idempotency_hash
    assert after.anonymised_at is not None
    assert LeadActivity.objects.get().note == ""


@pytest.mark.parametrize(
    ("city", "kept"), [("Kota Bandung", "Kota Bandung"), ("WA 0812", ""), ("a@b.id", "")]
)
def test_a_city_is_kept_where_it_is_the_name_of_one(city: str, kept: str) -> None:
    outdated(city=city)
    forget_outdated(60)
    assert Lead.objects.get().city == kept


@pytest.mark.parametrize("status", ["new", "won", "lost", "spam"])
def test_the_status_makes_no_difference(status: str) -> None:
    outdated(status=status)
    assert forget_outdated(60) == 1


def test_younger_leads_and_leads_on_hold_are_left_alone() -> None:
    young = make_lead(received_at=timezone.now() - timedelta(days=360))
    held = outdated(hold_reason="Klaim")
    assert forget_outdated(60) == 0
    for lead in (young, held):
        lead.refresh_from_db()
        assert lead.contact_name == "Ibu Contoh"


@pytest.mark.parametrize(
    ("now", "months", "limit"),
    [
        (datetime(2026, 3, 31, 5, 0, tzinfo=UTC), 1, "2026-02-28"),
        (datetime(2026, 1, 15, 5, 0, tzinfo=UTC), 12, "2025-01-15"),
        (datetime(2028, 2, 29, 5, 0, tzinfo=UTC), 12, "2027-02-28"),
        (datetime(2026, 12, 15, 5, 0, tzinfo=UTC), 60, "2021-12-15"),
        (datetime(2026, 12, 15, 5, 0, tzinfo=UTC), 11, "2026-01-15"),
    ],
)
def test_the_period_is_counted_in_calendar_months(
    now: datetime, months: int, limit: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LEAD_RETENTION_MONTHS = months
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert look().received_before.date().isoformat() == limit


def test_the_job_goes_on_until_all_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LEADS_AT_ONCE", 2)
    for _number in range(5):
        outdated()
    retention_task()
    assert not Lead.objects.remembered().exists()


def test_the_job_starts_nothing_after_its_time() -> None:
    outdated()
    assert forget_outdated(0) == 0
    assert Lead.objects.remembered().count() == 1


def test_what_still_waits_to_be_sent_is_cancelled(channel: Channel) -> None:
    announce(outdated())
    forget_outdated(60)
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_whoever_is_put_on_hold_at_the_last_moment_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between choosing the leads and locking them."""
    outdated()

    def held_first(leads: Any) -> int:
        Lead.objects.update(hold_reason="Klaim")
        return anonymise(leads)

    monkeypatch.setattr(retention, "anonymise", held_first)
    assert forget_outdated(60) == 0
    assert Lead.objects.get().contact_name == "Ibu Contoh"


def test_anonymised_leads_leave_the_inbox(sales_client: Client) -> None:
    lead = outdated()
    spam = outdated(status="spam", spam_reasons=["links"], announced_at=None)
    forget_outdated(60)
    for query in ("", "?show=spam", f"?q={lead.reference}"):
        text = sales_client.get(INBOX + query).content.decode()
        assert f"{INBOX}edit/{lead.pk}/" not in text
        assert f"{INBOX}edit/{spam.pk}/" not in text
    assert sales_client.get(f"{INBOX}edit/{lead.pk}/").status_code == 200
    assert not Lead.objects.waiting().exists()
    assert not Lead.objects.held_back().exists()


def test_a_dry_run_says_what_is_due_and_does_nothing() -> None:
    outdated()
    outdated(hold_reason="Klaim")
    make_lead()
    assert "1 due, 1 on hold" in run("--dry-run")
    assert Lead.objects.remembered().count() == 3
    report = json.loads(run("--dry-run", "--json"))
    assert (report["months"], report["due"], report["on_hold"]) == (12, 1, 1)
    assert report["anonymised"] == 0


def test_the_command_anonymises_and_reports() -> None:
    outdated()
    assert json.loads(run("--json"))["anonymised"] == 1
    assert "0 due" in run()
