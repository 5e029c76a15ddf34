"""Everything on a person goes, nothing of others does, and nothing that is queued leaves."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.models import User
from config.mail import EmlFileBackend
from fanout import outcome
from fanout.deliver import deliver
from fanout.models import Attempt, Channel, Delivery, Event
from fanout.outbox import publish
from fanout.transports import TransportError
from lead.announcement import announce
from lead.clients import keyed_hash
from lead.limits import counters
from lead.limits.policy import limits_for
from lead.models import Erasure, ExportState, Lead, LeadActivity, LeadExport
from lead.privacy.erasing import erase
from lead.privacy.holds import release
from lead.privacy.identifiers import Identifier
from tests.fanout.conftest import webhook
from tests.fanout.receivers import receiver
from tests.lead.export.files import ask
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"
PERSON = Identifier.read(PHONE)


def announced(**values: Any) -> Lead:
    lead = make_lead(**values)
    announce(lead)
    return lead


def test_the_leads_go_with_their_notes(seller: User) -> None:
    lead = make_lead()
    LeadActivity.objects.create(lead=lead, actor=seller, kind="note", note="Menelepon")
    other = make_lead(phone_whatsapp="+6281999999999")
    erased = erase(PERSON, seller)
    assert erased.leads == 1
    assert list(Lead.objects.all()) == [other]
    assert not LeadActivity.objects.exists()


def test_a_person_is_found_by_address_in_any_case() -> None:
    make_lead(email="Ibu@Example.com")
    make_lead(email="lain@example.com")
    assert erase(Identifier.read("ibu@example.com")).leads == 1
    assert Lead.objects.get().email == "lain@example.com"


def test_nothing_that_waits_is_sent(channel: Channel) -> None:
    announced()
    erased = erase(PERSON)
    assert erased.deliveries == 1
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.CANCELLED
    deliver(delivery.pk)
    assert not Attempt.objects.exists()


def test_what_was_told_is_asked_back_without_naming_anybody(
    channel: Channel, settings: Settings
) -> None:
    with receiver(200) as endpoint:
        settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
        hook = webhook(endpoint.url)
        channel.delete()
        lead = announced(message="Rahasia")
        deliver(Delivery.objects.get().pk)
        erased = erase(PERSON)
        assert erased.informed == ["Webhook"]
        notice = Delivery.objects.get(event__type="lead.erased")
        assert notice.channel == hook
        deliver(notice.pk)
    told = json.loads(endpoint.requests[-1].body)
    assert told["type"] == "lead.erased"
    assert told["data"] == {"reference": lead.reference}
    assert b"Rahasia" not in endpoint.requests[-1].body


def test_a_message_in_a_worker_s_hands_is_not_tried_again(channel: Channel) -> None:
    announced()
    claimed = Delivery.objects.claim(Delivery.objects.get().pk)
    assert claimed
    erased = erase(PERSON)
    assert (erased.deliveries, erased.informed) == (1, ["Sales inbox"])
    outcome.failed(claimed, TransportError("http_500", http_status=500))
    row = Delivery.objects.get(event__type="lead.created")
    assert row.state == Delivery.State.CANCELLED
    assert not Delivery.objects.unclaimed().filter(event__type="lead.created").exists()


def test_a_message_that_arrives_during_the_erasure_stays_cancelled_and_is_asked_back(
    channel: Channel,
) -> None:
    announced()
    claimed = Delivery.objects.claim(Delivery.objects.get().pk)
    assert claimed
    erase(PERSON)
    outcome.sent(claimed, None)
    row = Delivery.objects.get(event__type="lead.created")
    assert row.state == Delivery.State.CANCELLED
    assert Attempt.objects.get().outcome == Attempt.Outcome.SENT
    assert Delivery.objects.filter(event__type="lead.erased").count() == 1


def test_what_others_wrote_of_the_person_is_blacked_out(seller: User) -> None:
    other = make_lead(
        phone_whatsapp="+6281999999999",
        message="Teman saya 0812 3456 7890 juga berminat. Saya 0819.",
    )
    note = LeadActivity.objects.create(
        lead=other, actor=seller, kind="note", note="Juga telepon +62 812-3456-7890"
    )
    erased = erase(PERSON)
    assert (erased.leads, erased.mentions) == (0, 2)
    other.refresh_from_db()
    note.refresh_from_db()
    assert other.message == "Teman saya […] juga berminat. Saya 0819."
    assert note.note == "Juga telepon […]"


def test_saved_exports_that_hold_the_person_are_withdrawn(
    sales_lead_client: Client, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    make_lead(city="Bandung")
    make_lead(city="Medan", phone_whatsapp="+6281999999999")
    ask(sales_lead_client)
    ask(sales_lead_client, "city=Medan")
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(PERSON).exports == 1
    newer, older = LeadExport.objects.all()
    assert (older.state, newer.state) == (ExportState.WITHDRAWN, ExportState.READY)
    (left,) = Path(settings.EXPORT_DIR).iterdir()
    assert left.name == newer.file_name
    page = sales_lead_client.get(f"/admin/leads/exports/{older.pk}/").content.decode()
    assert "Somebody in it asked to be erased" in page


def test_saved_exports_of_others_who_mention_the_person_are_withdrawn(
    sales_lead_client: Client, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    make_lead(city=f"Medan, {PHONE}", phone_whatsapp="+6281999999999")
    make_lead(city="Solo", phone_whatsapp="+6281999999998")
    ask(sales_lead_client, "q=Medan")
    ask(sales_lead_client, "city=Solo")
    with django_capture_on_commit_callbacks(execute=True):
        erased = erase(PERSON)
    assert (erased.leads, erased.mentions, erased.exports) == (0, 1, 1)
    newer, older = LeadExport.objects.all()
    assert (older.state, newer.state) == (ExportState.WITHDRAWN, ExportState.READY)
    assert [path.name for path in Path(settings.EXPORT_DIR).iterdir()] == [newer.file_name]
    assert set(Lead.objects.values_list("city", flat=True)) == {"Medan, […]", "Solo"}


def test_each_channel_is_asked_about_what_it_was_told_and_people_hear_of_the_others() -> None:
    leads = [make_lead(), make_lead()]
    channels = [
        Channel.objects.create(name=name, kind="email", recipients="sales@example.com")
        for name in ("Early", "Late", "Off")
    ]
    early, late, off = channels
    for lead, told in zip(leads, ([early, off], [late]), strict=True):
        publish("lead.created", subject=lead.subject, channels=told)
    for delivery in Delivery.objects.all():
        deliver(delivery.pk)
    Channel.objects.filter(pk=off.pk).update(is_active=False)
    erased = erase(PERSON)
    assert (erased.informed, erased.unasked) == (["Early", "Late"], ["Off"])
    asked = Delivery.objects.filter(event__type="lead.erased")
    assert set(asked.values_list("event__subject", "channel__name")) == {
        (leads[0].subject, "Early"),
        (leads[1].subject, "Late"),
    }


def test_the_ledger_is_written_whatever_else_fails_after_the_commit(
    sales_lead_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_lead(email="ibu@example.com")
    ask(sales_lead_client)
    with monkeypatch.context() as patch:
        for name in ("files.delete", "counters.forget", "forget_mails_with"):
            patch.setattr(f"lead.privacy.deletion.{name}", _failing)
        with django_capture_on_commit_callbacks(execute=True):
            erase(PERSON)
    line = json.loads(Path(django_settings.ERASURE_LEDGER).read_text())
    assert line["digest"] == Erasure.objects.get().digest


def test_mails_that_were_written_to_files_go_too(
    settings: Settings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    lead, other = make_lead(email="ibu@example.com"), make_lead(phone_whatsapp="+6281999999999")
    backend = EmlFileBackend()
    for words in (f"Lead baru {lead.reference} 💇", other.reference):
        backend.send_messages([EmailMessage("Lead", words, "a@example.com", ["b@example.com"])])
    backend.send_messages([EmailMessage("Halo", "", "a@example.com", ["ibu@example.com"])])
    with django_capture_on_commit_callbacks(execute=True):
        erase(PERSON)
    (left,) = settings.EMAIL_FILE_PATH.iterdir()
    assert other.reference.encode() in left.read_bytes()


def test_counters_of_the_person_are_forgotten(
    counted_in: str, django_capture_on_commit_callbacks: Any
) -> None:
    lead = make_lead(client_hash="f" * 64)
    limits = limits_for(lead.client_hash, keyed_hash("phone", PHONE))
    assert counters.take(limits)
    before = [window.remaining for window in counters.look(limits)]
    with django_capture_on_commit_callbacks(execute=True):
        erase(PERSON)
    assert [window.remaining for window in counters.look(limits)] == [left + 1 for left in before]


def test_a_lead_on_hold_stays_as_it_is(seller: User) -> None:
    held = make_lead(hold_reason="Klaim", message="0812 3456 7890")
    LeadActivity.objects.create(lead=held, actor=seller, kind="note", note=PHONE)
    make_lead()
    erased = erase(PERSON)
    assert (erased.leads, erased.mentions, erased.held) == (1, 0, [held.reference])
    assert Lead.objects.get().message == "0812 3456 7890"
    assert LeadActivity.objects.get().note == PHONE


def test_what_was_asked_for_during_a_hold_is_done_when_it_ends(
    seller: User, channel: Channel
) -> None:
    lead = announced(hold_reason="Klaim")
    deliver(Delivery.objects.get().pk)
    erased = erase(PERSON, seller)
    assert (erased.leads, erased.held) == (0, [lead.reference])
    assert (Erasure.objects.get().actor, Lead.objects.count()) == (seller, 1)
    anew = make_lead(received_at=timezone.now() + timedelta(seconds=1), hold_reason="Klaim")
    assert release(lead, seller)
    assert not release(anew, seller)
    assert Lead.objects.get() == anew
    assert Event.objects.get(type="lead.erased").subject == lead.subject


def test_mentions_in_a_lead_on_hold_are_blacked_out_when_it_ends(
    seller: User, sales_lead_client: Client
) -> None:
    held = make_lead(hold_reason="Klaim", message=PHONE, phone_whatsapp="+6281999999999")
    note = LeadActivity.objects.create(lead=held, actor=seller, kind="note", note=PHONE)
    ask(sales_lead_client)
    assert erase(PERSON).held == [held.reference]
    assert LeadExport.objects.get().state == ExportState.READY
    assert not release(held, seller)
    held.refresh_from_db()
    note.refresh_from_db()
    assert (held.message, note.note) == ("[…]", "[…]")
    assert LeadExport.objects.get().state == ExportState.WITHDRAWN


def test_erasing_twice_changes_nothing_more(channel: Channel) -> None:
    announced()
    erase(PERSON)
    events = Event.objects.count()
    again = erase(PERSON)
    assert (again.leads, again.mentions, again.deliveries) == (0, 0, 0)
    assert Erasure.objects.count() == 1
    assert Event.objects.count() == events


def test_a_failure_on_the_way_leaves_everything_as_it_was(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, sales_lead_client: Client
) -> None:
    announced()
    ask(sales_lead_client)
    monkeypatch.setattr("lead.privacy.ledger.record", _failing)
    with pytest.raises(RuntimeError):
        erase(PERSON)
    assert Lead.objects.count() == 1
    assert Delivery.objects.get().state == Delivery.State.PENDING
    assert LeadExport.objects.get().state == ExportState.READY
    assert not Event.objects.filter(type="lead.erased").exists()


def _failing(*_args: Any) -> None:
    raise RuntimeError


def test_a_replay_after_the_erasure_sends_nothing(channel: Channel, mailoutbox: list[Any]) -> None:
    lead = announced()
    erase(PERSON)
    publish("lead.created", subject=lead.subject)
    for delivery in Delivery.objects.unclaimed():
        deliver(delivery.pk)
    assert mailoutbox == []


def test_a_new_form_after_the_erasure_is_a_new_lead() -> None:
    make_lead()
    erase(PERSON)
    fresh = make_lead()
    assert Lead.objects.get() == fresh
