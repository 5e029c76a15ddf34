"""The pages of *Personal data*: look up, hand out, erase, keep, the ledger and the record."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from cms.models import User
from cms.models.settings import ContactSettings, PartnerFormSettings
from fanout.models import Channel
from lead.announcement import announce
from lead.models import ConsentText, Erasure, Lead, LeadActivity
from lead.privacy import record
from lead.privacy.fields import EMPTIED, HASHES, NOT_PERSONAL
from lead.privacy.holds import hold
from tests.lead.conftest import Answer
from tests.lead.export.files import ask
from tests.lead.factories import make_lead
from tests.lead.inbox import INBOX, edit, messages, save

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/leads/people/"
PHONE = "0812-3456-7890"


def look_up(client: Client, person: str = PHONE, door: str = "", **more: str) -> Answer:
    return client.post(f"{PEOPLE}{door}", {"person": person, **more})


def text(answer: Answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("written", [PHONE, "62 812 3456 7890", "IBU@example.com"])
def test_everything_on_a_person_is_found(sales_lead_client: Client, written: str) -> None:
    lead = make_lead(email="ibu@example.com")
    shown = text(look_up(sales_lead_client, written))
    assert lead.reference in shown
    assert "Ibu Contoh" in shown


def test_a_lead_under_another_number_is_named_as_perhaps_the_same(
    sales_lead_client: Client,
) -> None:
    make_lead(email="ibu@example.com")
    other = make_lead(phone_whatsapp="+6281999999999", email="ibu@example.com")
    shown = text(look_up(sales_lead_client))
    assert "Perhaps the same person" in shown
    assert 'value="ibu@example.com"' in shown
    assert other.reference not in shown


def test_whoever_is_mentioned_by_others_is_found(sales_lead_client: Client, seller: User) -> None:
    other = make_lead(phone_whatsapp="+6281999999999")
    LeadActivity.objects.create(lead=other, actor=seller, kind="note", note=f"Juga {PHONE}")
    shown = text(look_up(sales_lead_client))
    assert "Mentioned by others:" in shown
    assert other.reference in shown


def test_an_unknown_person_is_said_to_be_unknown(sales_lead_client: Client) -> None:
    assert "Nothing is held on +62 812-3456-7890." in text(look_up(sales_lead_client))


@pytest.mark.parametrize("written", ["", "Ibu", "x" * 300])
def test_what_is_no_number_is_refused(sales_lead_client: Client, written: str) -> None:
    assert look_up(sales_lead_client, written).status_code == 422
    for door in ("copy/", "print/", "erase/"):
        answer: Any = look_up(sales_lead_client, written, door)
        assert (answer.status_code, answer.url) == (302, PEOPLE)


def test_no_page_takes_a_person_from_an_address(sales_lead_client: Client) -> None:
    lead = make_lead()
    assert lead.reference not in text(sales_lead_client.get(f"{PEOPLE}?person={PHONE}"))
    for door in ("copy/", "print/", "erase/"):
        assert sales_lead_client.get(f"{PEOPLE}{door}?person={PHONE}").status_code == 405


def test_answers_are_stored_nowhere(sales_lead_client: Client) -> None:
    make_lead()
    for door in ("", "copy/", "print/", "erase/"):
        assert "no-store" in look_up(sales_lead_client, door=door).headers["Cache-Control"]


def test_a_copy_holds_everything_with_the_very_words_of_the_consent(
    sales_lead_client: Client, seller: User, channel: Channel
) -> None:
    lead = make_lead(email="ibu@example.com", message="Halo", chair_count=2)
    form = PartnerFormSettings.for_site(lead.site)
    ConsentText.objects.update(since=lead.consent_at)
    LeadActivity.objects.create(lead=lead, actor=seller, kind="note", note="Ditelepon")
    announce(lead)
    answer = look_up(sales_lead_client, door="copy/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="personal-data-')
    copy = json.loads(answer.content)
    assert copy["person"] == {"kind": "phone", "value": "+6281234567890"}
    (held,) = copy["leads"]
    assert held["answers"]["email"] == "ibu@example.com"
    assert held["answers"]["chair_count"] == 2
    assert "client_hash" not in held["answers"]
    assert held["consent_text"] == form.consent_text_id
    assert held["history"][0]["note"] == "Ditelepon"
    assert held["announcements"][0]["channel"] == "Sales inbox"


def test_a_copy_for_paper_stands_alone(sales_lead_client: Client) -> None:
    lead = make_lead(message="<b>Halo</b>")
    ContactSettings.objects.update_or_create(site=lead.site, defaults={"address": "Jl. Melati 1"})
    shown = text(look_up(sales_lead_client, door="print/"))
    assert "Jl. Melati 1" in shown
    assert "&lt;b&gt;Halo" in shown
    assert "lead/copy.css" in shown
    assert "wagtailadmin" not in shown


def test_a_copy_is_noted_in_the_history(sales_lead_client: Client, sales_lead: User) -> None:
    make_lead()
    look_up(sales_lead_client, door="print/")
    noted = LeadActivity.objects.get()
    assert (noted.kind, noted.actor) == ("disclosed", sales_lead)


@pytest.mark.parametrize("door", ["", "erase/"])
def test_a_look_is_noted_once_for_a_while_as_in_the_inbox(
    sales_lead_client: Client, sales_lead: User, door: str
) -> None:
    lead = make_lead()
    for _time in range(2):
        look_up(sales_lead_client, door=door)
        sales_lead_client.get(edit(lead))
    noted = LeadActivity.objects.get()
    assert (noted.lead, noted.kind, noted.actor) == (lead, "viewed", sales_lead)


def test_the_ledger_names_who_erased_after_their_account_is_gone(
    admin_client: Client, sales_lead_client: Client, sales_lead: User
) -> None:
    make_lead()
    ask(sales_lead_client, reason="Pameran Medan")
    look_up(sales_lead_client, door="erase/", confirm="1", sure="on")
    sales_lead.delete()
    exports = text(admin_client.get("/admin/leads/exports/"))
    assert "lestari" in exports
    assert Erasure.objects.get().done_by == "lestari"


def test_a_leads_history_names_who_did_what_after_their_account_is_gone(
    sales_client: Client, sales_lead_client: Client, sales_lead: User
) -> None:
    lead = make_lead()
    seen = [look_up(sales_lead_client), look_up(sales_lead_client, door="copy/")]
    assert {answer.status_code for answer in seen} == {200}
    save(sales_lead_client, lead, note="Halo")
    sales_lead_client.post(f"{INBOX}log_contact/{lead.pk}/", {"kind": "call"})
    hold(lead, sales_lead, "Klaim")
    ask(sales_lead_client, reason="Pameran Medan")
    sales_lead.delete()
    assert lead.activities.count() == 5
    history = sales_client.get(edit(lead)).context["timeline"]
    named = {entry.title: entry.actor for entry in history if entry.actor != "sari"}
    assert named.pop("Sent from the website") == ""
    assert named == dict.fromkeys(
        [
            "Contact data seen",
            "Handed out to the person",
            "Note",
            "Call started",
            "Put on hold",
            "Exported",
        ],
        "lestari",
    )


def test_the_migration_writes_the_names_that_are_still_known(seller: User) -> None:
    named = LeadActivity.objects.create(lead=make_lead(), actor=seller, kind="call")
    unknown = LeadActivity.objects.create(lead=make_lead(), kind="call")
    import_module("lead.migrations.0010_activity_actor_names").write_names(apps, None)
    seller.delete()
    named.refresh_from_db()
    unknown.refresh_from_db()
    assert (named.done_by, unknown.done_by) == ("sari", "")


def test_a_mention_in_a_copy_shows_nothing_of_others(sales_lead_client: Client) -> None:
    make_lead(
        phone_whatsapp="+6281999999999", contact_name="Orang Lain", message=f"Teman {PHONE}, hai"
    )
    copy = look_up(sales_lead_client, door="copy/").content.decode()
    assert '"in": "message"' in copy
    assert "hai" not in copy
    assert "Orang Lain" not in copy


def test_erasing_asks_first(sales_lead_client: Client) -> None:
    lead = make_lead()
    shown = text(look_up(sales_lead_client, door="erase/"))
    assert "Erase for good" in shown
    assert lead.reference in shown
    unsure = look_up(sales_lead_client, door="erase/", confirm="1")
    assert unsure.status_code == 422
    assert Lead.objects.count() == 1


def test_erasing_erases_and_says_what(sales_lead_client: Client, sales_lead: User) -> None:
    make_lead()
    held = make_lead(hold_reason="Klaim")
    shown = text(look_up(sales_lead_client, door="erase/", confirm="1", sure="on"))
    assert "Erased" in shown
    assert held.reference in shown
    assert Lead.objects.get() == held
    assert Erasure.objects.get().actor == sales_lead
    ledger = text(sales_lead_client.get("/admin/leads/erasures/"))
    assert "lestari" in ledger
    assert Erasure.objects.get().digest[:12] in ledger


def test_erasing_nobody_says_so(sales_lead_client: Client) -> None:
    assert "Nothing is held" in text(look_up(sales_lead_client, door="erase/"))
    again = look_up(sales_lead_client, door="erase/", confirm="1", sure="on")
    assert "There was nothing to erase" in text(again)
    assert not Erasure.objects.exists()


def test_a_lead_is_kept_for_a_reason_and_let_go(sales_lead_client: Client) -> None:
    lead = make_lead()
    door = f"{PEOPLE}hold/{lead.pk}/"
    assert lead.reference in text(sales_lead_client.get(door))
    for reason in ("Klaim", "Klaim", ""):
        assert sales_lead_client.post(door, {"reason": reason}).status_code == 302
        lead.refresh_from_db()
        assert lead.hold_reason == reason
    kinds = list(LeadActivity.objects.order_by("pk").values_list("kind", "note"))
    assert kinds == [("held", "Klaim"), ("released", "")]
    assert sales_lead_client.post(door, {"reason": "x" * 201}).status_code == 422


def test_a_lead_whose_sender_wants_it_gone_goes_with_its_hold(sales_lead_client: Client) -> None:
    lead = make_lead(hold_reason="Klaim")
    shown = text(look_up(sales_lead_client, door="erase/", confirm="1", sure="on"))
    assert "Erased as soon as its hold ends" in shown
    door = f"{PEOPLE}hold/{lead.pk}/"
    assert "Its sender has asked to be erased" in text(sales_lead_client.get(door))
    assert sales_lead_client.post(door, {"reason": ""}).status_code == 302
    assert "was erased as its sender had asked" in messages(sales_lead_client)
    assert not Lead.objects.exists()


def test_a_hold_that_comes_too_late_says_so(
    sales_lead_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited behind an erasure."""
    lead = make_lead()

    def erased_first(found: Lead, *_args: Any) -> None:
        Lead.objects.all().delete()
        hold(found, *_args)

    monkeypatch.setattr("lead.privacy.views.hold", erased_first)
    door = f"{PEOPLE}hold/{lead.pk}/"
    assert sales_lead_client.post(door, {"reason": "Klaim"}).status_code == 302
    assert f"{lead.reference} was erased meanwhile" in messages(sales_lead_client)


def test_the_record_follows_settings_channels_and_groups(
    sales_lead_client: Client, channel: Channel, settings: Any
) -> None:
    settings.LEAD_RETENTION_MONTHS = 7
    shown = text(sales_lead_client.get("/admin/leads/processing/"))
    for part in ("7 months", "Sales inbox", "Group Sales lead", "WhatsApp number", "24 hours"):
        assert part in shown
    Channel.objects.update(is_active=False)
    assert "Sales inbox" not in text(sales_lead_client.get("/admin/leads/processing/"))


def test_the_record_names_every_field_of_a_lead_that_says_something_about_its_sender(
    settings: Any,
) -> None:
    settings.LEAD_LIMIT_PHONE = "3/hour;10/3day"
    with translation.override("en"):
        leads, _exports, counters, ledger, _staff = record.activities()
    assert {"City", "Language", "Kind of business", "Why it must be kept", "Spam score"} <= set(
        leads.what
    )
    fields = {field.name for field in Lead._meta.concrete_fields}
    assert set(NOT_PERSONAL) | set(HASHES) < fields
    assert not set(NOT_PERSONAL) & set(EMPTIED) - {"due_at"}
    assert counters.kept.startswith("96 hours")
    assert ledger.kept.startswith("For good")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_record_is_complete_in_both_languages(language: str, channel: Channel) -> None:
    with translation.override(language):
        activities = record.activities()
    assert len(activities) == 5
    for activity in activities:
        assert all([activity.name, activity.whose, activity.what, activity.purpose])
        assert all([activity.basis, activity.kept])
