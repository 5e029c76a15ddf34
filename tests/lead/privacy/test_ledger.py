"""A restored backup does not bring erased people back, and the ledger names nobody."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from cms.models import User
from fanout.models import Channel, Delivery, Event
from lead.announcement import announce
from lead.models import Erasure, Lead, LeadActivity
from lead.privacy.erasing import erase
from lead.privacy.identifiers import Identifier
from lead.tasks import retention
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+6281234567890", "ibu@example.com"
Commits = Any


def reapplied(*options: str) -> dict[str, int]:
    out = StringIO()
    call_command("reapply_erasures", "--json", *options, stdout=out)
    found: dict[str, int] = json.loads(out.getvalue())
    return found


def file() -> Path:
    return Path(django_settings.ERASURE_LEDGER)


@pytest.fixture
def erased(seller: User, django_capture_on_commit_callbacks: Commits) -> Callable[[str], None]:
    def _erased(written: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            erase(Identifier.read(written), seller)

    return _erased


def before(**values: Any) -> Lead:
    return make_lead(received_at=timezone.now() - timedelta(days=1), **values)


def test_the_ledger_holds_hashes_alone(erased: Callable[[str], None], seller: User) -> None:
    make_lead(email=EMAIL)
    erased(PHONE)
    entry = Erasure.objects.get()
    assert (entry.actor, entry.lead_count) == (seller, 1)
    assert len(entry.digest) == 64
    line = json.loads(file().read_text())
    assert line["digest"] == entry.digest
    assert PHONE[-6:] not in file().read_text()
    assert oct(file().stat().st_mode & 0o777) == "0o600"


def test_what_a_backup_brings_back_goes_again(erased: Callable[[str], None]) -> None:
    before()
    before(phone_whatsapp="+6281999999999", email="Ibu@Example.com")
    erased(PHONE)
    erased(EMAIL)
    other = before(phone_whatsapp="+6281999999998")
    restored = [before(), before(phone_whatsapp="+6281999999999", email="Ibu@Example.com")]
    assert reapplied("--dry-run") == {"known": 2, "leads": 2, "mentions": 0}
    assert Lead.objects.count() == 1 + len(restored)
    assert reapplied() == {"known": 2, "leads": 2, "mentions": 0}
    assert list(Lead.objects.all()) == [other]
    assert reapplied() == {"known": 2, "leads": 0, "mentions": 0}


def test_the_file_alone_is_enough(erased: Callable[[str], None]) -> None:
    """The restored table is as old as the leads."""
    before()
    erased(PHONE)
    Erasure.objects.all().delete()
    before()
    assert reapplied()["leads"] == 1
    assert Erasure.objects.count() == 1


def test_the_table_alone_is_enough_and_mends_the_file(erased: Callable[[str], None]) -> None:
    before()
    erased(PHONE)
    file().unlink()
    before()
    assert reapplied()["leads"] == 1
    assert len(file().read_text().splitlines()) == 1
    reapplied()
    assert len(file().read_text().splitlines()) == 1


def test_a_dry_run_writes_nothing(erased: Callable[[str], None]) -> None:
    before()
    erased(PHONE)
    Erasure.objects.all().delete()
    before()
    assert reapplied("--dry-run") == {"known": 1, "leads": 1, "mentions": 0}
    assert not Erasure.objects.exists()
    assert Lead.objects.count() == 1


def test_what_was_sent_after_the_erasure_stays(erased: Callable[[str], None]) -> None:
    before()
    erased(PHONE)
    anew = make_lead(received_at=timezone.now() + timedelta(seconds=1))
    before()
    assert reapplied()["leads"] == 1
    assert Lead.objects.get() == anew


def test_mentions_by_others_are_blacked_out_again(
    erased: Callable[[str], None], seller: User
) -> None:
    before()
    erased(PHONE)
    other = before(phone_whatsapp="+6281999999999", message="Teman: 0812 3456 7890")
    LeadActivity.objects.create(
        lead=other, kind="note", note=PHONE, at=timezone.now() - timedelta(hours=1)
    )
    assert reapplied() == {"known": 1, "leads": 0, "mentions": 2}
    other.refresh_from_db()
    assert other.message == "Teman: […]"
    assert LeadActivity.objects.get().note == "[…]"


def test_what_waited_in_the_backup_is_not_sent_and_nobody_is_asked_twice(
    erased: Callable[[str], None], channel: Channel
) -> None:
    before()
    erased(PHONE)
    announce(before())
    reapplied()
    assert Delivery.objects.get().state == Delivery.State.CANCELLED
    assert not Event.objects.filter(type="lead.erased").exists()


def test_leads_on_hold_stay(erased: Callable[[str], None]) -> None:
    before()
    erased(PHONE)
    held = before(hold_reason="Klaim")
    assert reapplied()["leads"] == 0
    assert Lead.objects.get() == held


def test_a_new_key_still_knows_the_old_hashes(
    erased: Callable[[str], None], settings: Settings
) -> None:
    before()
    erased(PHONE)
    before()
    settings.ENCRYPTION_KEYS = ["a-new-key", *settings.ENCRYPTION_KEYS]
    assert reapplied()["leads"] == 1


def test_a_copied_ledger_is_read_from_where_it_lies(
    erased: Callable[[str], None], tmp_path: Path
) -> None:
    before()
    erased(PHONE)
    copy = tmp_path / "copy.jsonl"
    file().rename(copy)
    Erasure.objects.all().delete()
    before()
    assert reapplied("--ledger", str(copy))["leads"] == 1


def test_a_ledger_that_is_missing_or_damaged_is_refused(
    erased: Callable[[str], None], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        reapplied("--ledger", str(tmp_path / "absent"))
    for line in ("{", "[]", '{"at": "x", "digest": "", "leads": 1, "mentions": 0}'):
        (tmp_path / "bad").write_text(f"\n{line}\n")
        with pytest.raises(CommandError, match="Line 2"):
            reapplied("--ledger", str(tmp_path / "bad"))


def test_what_could_not_be_written_is_written_by_the_next_erasure_and_by_the_hourly_job(
    erased: Callable[[str], None],
) -> None:
    make_lead()
    make_lead(phone_whatsapp="+6281999999999")
    erased(PHONE)
    file().unlink()
    erased("+6281999999999")
    assert len(file().read_text().splitlines()) == 2
    file().write_text(file().read_text()[:-9])  # a disk that was full
    retention()
    assert len(file().read_text().splitlines()) == 3
    known = {entry.digest for entry in Erasure.objects.all()}
    assert {json.loads(line)["digest"] for line in file().read_text().splitlines()[::2]} == known


def test_an_erasure_stands_although_its_file_cannot_be_written(
    erased: Callable[[str], None], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "occupied").touch()
    settings.ERASURE_LEDGER = tmp_path / "occupied" / "erasures.jsonl"
    make_lead()
    erased(PHONE)
    assert not Lead.objects.exists()
    assert Erasure.objects.count() == 1
