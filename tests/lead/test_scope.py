"""Whose leads are seen: with ``LEAD_SALES_SCOPE=own`` a seller's own and those of nobody."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from pytest_django import Settings
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.models import User
from fanout.models import Channel, Delivery, Event
from lead.follow_up import BulkFollowUp, FollowUp, Outcome, OwnedByAnotherError
from lead.models import Lead, LeadActivity
from tests.lead.conftest import _BACKEND, member
from tests.lead.export.files import csv_rows, exported
from tests.lead.factories import make_lead
from tests.lead.inbox import BULK, INBOX, edit, listed, messages, names, save, text
from tests.racing import at_once

DELIVERIES = "/admin/deliveries/"


@pytest.fixture
def own_scope(settings: Settings) -> None:
    settings.LEAD_SALES_SCOPE = "own"


@pytest.fixture
def colleague(db: None) -> User:
    return member("tono", "Sales")


@pytest.fixture
def leads(own_scope: None, seller: User, colleague: User) -> dict[str, Lead]:
    return {
        "mine": make_lead(business_name="Punya saya", owner=seller),
        "nobody's": make_lead(business_name="Belum ada"),
        "theirs": make_lead(business_name="Punya Tono", owner=colleague),
    }


def _login(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=_BACKEND)
    return client


def test_the_list_and_its_counts_show_own_and_unowned_leads(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    answer = sales_client.get(INBOX)
    assert names(answer) == {"Punya saya", "Belum ada"}
    counts = {box.name: count for box, count in answer.context["boxes"]}
    assert (counts["all"], counts["mine"], counts["new"]) == (2, 1, 2)
    assert names(sales_client.get(f"{INBOX}?q=tono")) == set()
    assert "2 new leads today" in " ".join(
        text(sales_client.get("/admin/")).replace("</strong>", "").replace("<strong>", "").split()
    )


def test_with_the_scope_all_everybody_sees_everything(
    sales_client: Client, leads: dict[str, Lead], settings: Settings
) -> None:
    settings.LEAD_SALES_SCOPE = "all"
    assert len(listed(sales_client.get(INBOX))) == 3
    assert sales_client.get(edit(leads["theirs"])).status_code == 200


def test_administrators_and_the_sales_lead_see_everything(
    admin_client: Client, leads: dict[str, Lead]
) -> None:
    boss = member("bos", "Sales")
    boss.groups.add(Group.objects.get(name="Sales lead"))
    for client in (admin_client, _login(boss)):
        assert len(listed(client.get(INBOX))) == 3
        assert client.get(edit(leads["theirs"])).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "door",
    [
        f"{INBOX}edit/{{pk}}/",
        f"{INBOX}take/{{pk}}/",
        f"{INBOX}log_contact/{{pk}}/",
        f"{BULK}/follow_up/?id={{pk}}",
        f"{BULK}/spam/?id={{pk}}",
        f"{BULK}/not_spam/?id={{pk}}",
        "/admin/editing-sessions/ping/lead/lead/{pk}/1/",
    ],
)
def test_a_lead_of_somebody_else_is_not_found(
    sales_client: Client, leads: dict[str, Lead], method: str, door: str
) -> None:
    lead = leads["theirs"]
    data = {"kind": "call", "status": "lost", "owner": "", "note": "x"}
    answer = getattr(sales_client, method)(door.format(pk=lead.pk), data)
    assert answer.status_code in {404, 405}
    assert "Tono" not in text(answer)
    lead.refresh_from_db()
    assert lead.status == "new"
    assert not lead.activities.exists()


def test_an_export_holds_what_the_list_shows(
    sales_client: Client, seller: User, leads: dict[str, Lead]
) -> None:
    seller.user_permissions.add(Permission.objects.get(codename="export_lead"))
    ticked = "&".join(f"id={lead.pk}" for lead in leads.values())
    for query in ("", ticked):
        exported_names = {row["Business"] for row in csv_rows(exported(sales_client, query))}
        assert exported_names == {"Punya saya", "Belum ada"}


def test_duplicates_and_neighbours_stay_within_the_scope(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    answer = sales_client.get(edit(leads["mine"]))
    assert list(answer.context["duplicates"]) == [leads["nobody's"]]
    theirs = leads["theirs"].pk
    answer = sales_client.get(f"{edit(leads['mine'])}?lead_after={theirs}")
    assert answer.context["after_url"] == ""
    assert "1 possible duplicate" in text(sales_client.get(INBOX))


def test_a_form_of_a_lead_that_another_took_meanwhile_changes_nothing(
    sales_client: Client, leads: dict[str, Lead], colleague: User
) -> None:
    lead = leads["nobody's"]
    opened = sales_client.get(edit(lead))
    data = {name: opened.context["form"][name].value() or "" for name in ("status", "seen")}
    FollowUp(lead, colleague).take()
    answer = sales_client.post(edit(lead), {**data, "owner": "", "note": "Halo"})
    assert answer.status_code == 404
    assert not lead.activities.filter(kind="note").exists()


def test_giving_a_lead_away_leads_back_to_the_list(
    sales_client: Client, leads: dict[str, Lead], colleague: User
) -> None:
    answer = save(sales_client, leads["mine"], owner=colleague.pk)
    assert answer.headers["Location"] == INBOX
    assert "updated" in messages(sales_client)


def test_of_three_who_take_a_lead_at_once_one_gets_it(committed: str, settings: Settings) -> None:
    settings.LEAD_SALES_SCOPE = "own"
    sellers = [member(name, "Sales") for name in ("satu", "dua", "tiga")]
    lead = make_lead()
    clients = [_login(seller) for seller in sellers]
    waiting = iter(clients)
    at_once(lambda: next(waiting).post(f"{INBOX}take/{lead.pk}/"), rivals=3)
    lead.refresh_from_db()
    assert lead.owner in sellers
    assert lead.activities.filter(kind="owner").count() == 1
    told = [client.get("/admin/").content.decode() for client in clients]
    assert sum("The lead is yours" in page for page in told) == 1


def test_of_those_who_change_a_lead_at_once_one_does_and_the_others_learn_of_it(
    committed: str, settings: Settings
) -> None:
    settings.LEAD_SALES_SCOPE = "own"
    lead = make_lead()
    sellers = iter([member(name, "Sales") for name in ("satu", "dua", "tiga")])

    def change() -> User | None:
        """Whom the seller lost the lead to; None for who got it."""
        seller = next(sellers)
        try:
            FollowUp(lead, seller).apply({"owner": seller}, seen=0)
        except OwnedByAnotherError as refused:
            owner: User = refused.owner
            return owner
        return None

    lost_to = at_once(change, rivals=3)
    lead.refresh_from_db()
    assert lead.activities.count() == 1
    assert sorted(lost_to, key=bool) == [None, lead.owner, lead.owner]


def test_of_those_who_change_many_leads_at_once_one_changes_each(
    committed: str, settings: Settings
) -> None:
    settings.LEAD_SALES_SCOPE = "own"
    leads = [make_lead() for _number in range(4)]
    chosen = iter([leads, leads[::-1], leads])
    sellers = iter([member(name, "Sales") for name in ("satu", "dua", "tiga")])

    def take() -> Outcome:
        seller = next(sellers)
        return BulkFollowUp(next(chosen), seller, seen={}).apply({"owner": seller})

    outcomes = at_once(take, rivals=3)
    assert sorted(len(outcome.changed) for outcome in outcomes) == [0, 0, 4]
    assert sorted(len(outcome.taken) for outcome in outcomes) == [0, 4, 4]
    assert LeadActivity.objects.count() == 4


@pytest.fixture
def announced(channel: Channel, leads: dict[str, Lead]) -> dict[str, Delivery]:
    """For each lead an announcement that was given up."""
    found = {}
    for name, lead in leads.items():
        event = Event.objects.create(type="lead.created", subject=lead.subject)
        found[name] = Delivery.objects.create(event=event, channel=channel, state="DEAD")
    return found


def test_announcements_show_own_and_unowned_leads(
    sales_client: Client, leads: dict[str, Lead], announced: dict[str, Delivery]
) -> None:
    for address in (DELIVERIES, f"{DELIVERIES}results/", f"{DELIVERIES}?q=lead"):
        page = text(sales_client.get(address))
        assert leads["mine"].reference in page
        assert leads["nobody's"].reference in page
        assert leads["theirs"].reference not in page
    assert "2 failed announcements" in " ".join(
        text(sales_client.get("/admin/")).replace("</strong>", "").split()
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("door", ["inspect", "replay"])
def test_an_announcement_of_somebody_elses_lead_is_not_found(
    sales_client: Client, announced: dict[str, Delivery], method: str, door: str
) -> None:
    address = f"{DELIVERIES}{door}/{{}}/"
    refused = getattr(sales_client, method)(address.format(announced["theirs"].pk))
    assert refused.status_code in {404, 405}
    assert sales_client.get(address.format(announced["mine"].pk)).status_code == 200
    assert Delivery.objects.count() == 3


def test_failed_announcements_are_sent_again_within_the_scope(
    sales_client: Client, announced: dict[str, Delivery]
) -> None:
    assert (
        sum(
            group["number"]
            for group in sales_client.get(f"{DELIVERIES}replay-failed/").context["groups"]
        )
        == 2
    )
    sales_client.post(f"{DELIVERIES}replay-failed/")
    again = Delivery.objects.filter(replay_no=1).values_list("event", flat=True)
    assert set(again) == {announced[name].event_id for name in ("mine", "nobody's")}


def test_what_was_given_to_a_colleague_is_not_shown(
    sales_client: Client, leads: dict[str, Lead], seller: User, colleague: User
) -> None:
    tasks = Channel.objects.create(name="Tasks", kind="staff", recipients="boss@example.com")
    for owner in (seller, colleague):
        event = Event.objects.create(type="lead.assigned", subject=f"owner:{owner.pk}")
        Delivery.objects.create(event=event, channel=tasks)
    page = text(sales_client.get(DELIVERIES))
    assert f"owner:{seller.pk}" in page
    assert f"owner:{colleague.pk}" not in page


def test_the_sales_lead_sees_every_announcement(
    sales_lead_client: Client, leads: dict[str, Lead], announced: dict[str, Delivery]
) -> None:
    page = text(sales_lead_client.get(DELIVERIES))
    assert all(lead.reference in page for lead in leads.values())


def test_the_report_of_changes_names_no_lead(
    sales_client: Client, colleague: User, leads: dict[str, Lead]
) -> None:
    save(_login(colleague), leads["theirs"], note="Halo", status="contacted")
    save(sales_client, leads["mine"], status="contacted")
    messages(sales_client)
    for query in ("", "?export=csv", "?export=xlsx"):
        answer = sales_client.get(f"/admin/reports/site-history/{query}")
        assert answer.status_code == 200
        assert "ALFA-" not in answer.getvalue().decode(errors="replace")
    assert not ModelLogEntry.objects.filter(content_type__app_label="lead").exists()


def test_what_the_log_knew_of_leads_is_forgotten(seller: User, leads: dict[str, Lead]) -> None:
    """By the migration that came when leads were still logged."""
    log(leads["theirs"], "wagtail.edit", user=seller)
    log(seller, "wagtail.edit", user=seller)
    import_module("lead.migrations.0008_roles").forget_log(apps, None)
    assert ModelLogEntry.objects.get().content_type.model == "user"
