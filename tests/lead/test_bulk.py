"""Many leads at once: who may, and what "all" means."""

import pytest
from django.test import Client
from django.utils.functional import cached_property
from pytest_django import DjangoAssertNumQueries, Settings

from cms.models import User
from fanout.models import Channel, Delivery
from lead.change import Changes
from lead.follow_up import BulkFollowUp, Outcome
from lead.inbox import bulk_actions
from lead.models import Lead, LeadActivity
from tests.lead.factories import make_lead
from tests.lead.inbox import BULK, INBOX, chosen, confirm, messages, save, text

pytestmark = pytest.mark.django_db
BULK_STATEMENTS = 16


@pytest.fixture
def leads() -> dict[str, Lead]:
    return {
        "melati": make_lead(business_name="Salon Melati"),
        "kenanga": make_lead(business_name="Barber Kenanga", city="Surabaya"),
        "spam": make_lead(
            business_name="Spammer", status="spam", spam_reasons=["links"], announced_at=None
        ),
    }


def _url(action: str, query: str) -> str:
    return f"{BULK}/{action}/?{query}&next={INBOX}"


def _with_status(status: str) -> set[str]:
    return set(Lead.objects.filter(status=status).values_list("business_name", flat=True))


def test_several_leads_are_changed_at_once(
    sales_client: Client, seller: User, leads: dict[str, Lead]
) -> None:
    query = f"id={leads['melati'].pk}&id={leads['kenanga'].pk}"
    assert "Barber Kenanga" in text(sales_client.get(_url("follow_up", query)))
    answer = confirm(sales_client, "follow_up", query, status="contacted", owner=seller.pk)
    assert answer.headers["Location"] == INBOX
    changed = Lead.objects.filter(status="contacted", owner=seller)
    assert set(changed) == {leads["melati"], leads["kenanga"]}
    assert LeadActivity.objects.count() == 4
    assert "2 leads were changed" in messages(sales_client)


def test_the_message_counts_what_really_changed(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    make_lead(business_name="Sudah", status="lost")
    confirm(sales_client, "follow_up", "id=all", status="lost")
    assert "2 leads were changed" in messages(sales_client)
    confirm(sales_client, "follow_up", "id=all", status="lost")
    assert "Nothing was changed" in messages(sales_client)
    assert LeadActivity.objects.count() == 2


def test_nothing_chosen_is_refused(sales_client: Client, leads: dict[str, Lead]) -> None:
    answer = confirm(sales_client, "follow_up", "id=all", status="", owner="")
    assert "Choose a status or an owner" in text(answer)
    assert not LeadActivity.objects.exists()


@pytest.mark.parametrize(
    ("action", "data"), [("follow_up", {"status": "lost"}), ("spam", {}), ("not_spam", {})]
)
def test_a_colleagues_change_since_the_look_is_kept_and_named(
    sales_client: Client,
    admin_client: Client,
    leads: dict[str, Lead],
    action: str,
    data: dict[str, str],
) -> None:
    changed, other = make_lead(status="spam"), make_lead(status="spam")
    url = _url(action, f"id={changed.pk}&id={other.pk}")
    form = chosen(sales_client.get(url))
    save(admin_client, changed, status="won")
    sales_client.post(url, {**form, **data})
    changed.refresh_from_db()
    assert changed.status == "won"
    told = messages(sales_client)
    assert changed.reference in told
    assert other.reference not in told


def test_a_form_that_is_shown_again_still_knows_what_it_showed(
    sales_client: Client, admin_client: Client, leads: dict[str, Lead]
) -> None:
    url = _url("follow_up", f"id={leads['melati'].pk}")
    form = chosen(sales_client.get(url))
    save(admin_client, leads["melati"], status="won")
    again = chosen(sales_client.post(url, form))
    sales_client.post(url, {**again, "status": "lost"})
    assert _with_status("won") == {"Salon Melati"}


@pytest.mark.parametrize("seen", ["", "x", ":", "1:", f"{'9' * 40}:1", "1:-1"])
def test_a_form_that_does_not_say_what_it_showed_counts_as_stale(
    sales_client: Client, leads: dict[str, Lead], seen: str
) -> None:
    lead = leads["melati"]
    save(sales_client, lead, status="won")
    data = {"id": lead.pk, "seen": seen, "status": "lost"}
    sales_client.post(_url("follow_up", f"id={lead.pk}"), data)
    assert _with_status("lost") == set()


def test_the_statements_hardly_grow_with_the_leads(
    sales_client: Client, seller: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def changing(number: int) -> str:
        ids = [make_lead(owner=seller).pk for _number in range(number)]
        return "&".join(f"id={pk}" for pk in ids)

    confirm(sales_client, "follow_up", changing(1), status="contacted", owner="")
    for number in (1, 50):
        url = _url("follow_up", changing(number))
        form = {**chosen(sales_client.get(url)), "status": "contacted"}
        with django_assert_max_num_queries(BULK_STATEMENTS):
            sales_client.post(url, form)
    assert Lead.objects.filter(status="contacted").count() == 52


def test_spam_that_was_looked_at_leaves_the_quarantine(
    sales_client: Client, seller: User, leads: dict[str, Lead]
) -> None:
    held_back = leads["spam"]
    confirm(sales_client, "spam", "box=quarantine&id=all")
    assert "1 lead was changed" in messages(sales_client)
    assert not Lead.objects.held_back().exists()
    held_back.refresh_from_db()
    assert held_back.status == "spam"
    assert held_back.touched_at is not None
    activity = held_back.activities.get()
    assert (activity.kind, activity.actor) == ("confirmed", seller)
    confirm(sales_client, "spam", f"id={held_back.pk}")
    assert held_back.activities.count() == 1


def test_restored_leads_stand_where_they_stood(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    won = make_lead(business_name="Jadi", status="won")
    query = f"id={won.pk}&id={leads['melati'].pk}"
    confirm(sales_client, "spam", query)
    confirm(sales_client, "not_spam", f"{query}&id={leads['spam'].pk}")
    assert _with_status("won") == {"Jadi"}
    assert _with_status("new") == {"Salon Melati", "Barber Kenanga", "Spammer"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Salon Melati", "Barber Kenanga"}),
        ("city=surabaya", {"Barber Kenanga"}),
        ("q=melati", {"Salon Melati"}),
        ("box=new&q=kenanga", {"Barber Kenanga"}),
        ("city=surabaya&p=7&ordering=city", {"Barber Kenanga"}),
    ],
)
def test_select_all_means_what_the_list_shows(
    sales_client: Client, leads: dict[str, Lead], query: str, found: set[str]
) -> None:
    confirm(sales_client, "follow_up", f"{query}&id=all", status="lost")
    assert _with_status("lost") == found


@pytest.mark.parametrize("query", ["status=bogus", "q=nobody", "box=mine"])
def test_all_of_an_empty_list_is_nothing(
    sales_client: Client, leads: dict[str, Lead], query: str
) -> None:
    for method in (sales_client.get, sales_client.post):
        assert method(_url("follow_up", f"{query}&id=all"), {"status": "lost"}).status_code == 404
    assert _with_status("lost") == set()


def test_a_lead_that_arrives_after_the_look_is_left_alone(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    url = _url("follow_up", "id=all")
    ids = [entry["item"].pk for entry in sales_client.get(url).context["items"]]
    make_lead(business_name="Baru saja")
    sales_client.post(url, {"id": ids, "status": "lost"})
    assert _with_status("lost") == {"Salon Melati", "Barber Kenanga"}


def test_spam_is_marked_and_restored_with_its_announcement(
    sales_client: Client, channel: Channel, leads: dict[str, Lead]
) -> None:
    confirm(sales_client, "spam", f"id={leads['melati'].pk}")
    assert _with_status("spam") == {"Salon Melati", "Spammer"}
    confirm(sales_client, "not_spam", "box=quarantine&id=all")
    assert _with_status("spam") == {"Salon Melati"}
    assert Delivery.objects.for_subject(leads["spam"].subject).count() == 1


def test_what_is_no_spam_stays_as_it_is(sales_client: Client, leads: dict[str, Lead]) -> None:
    lead = make_lead(business_name="Jadi", status="won")
    url = _url("not_spam", f"id={lead.pk}")
    assert "nothing to change" in text(sales_client.get(url))
    sales_client.post(url)
    assert _with_status("won") == {"Jadi"}


def test_more_than_a_request_can_do_is_refused_with_advice(
    sales_client: Client, leads: dict[str, Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_actions.LeadBulkAction, "most", 1)
    url = _url("follow_up", "id=all")
    assert "At most 1 leads" in text(sales_client.get(url))
    sales_client.post(url, {"status": "lost"})
    assert _with_status("lost") == set()


@pytest.mark.parametrize("query", ["", "id=", "id=abc", "id=999999", f"id={'9' * 40}", "id=1_0"])
def test_ids_of_nothing_are_not_found(
    sales_client: Client, leads: dict[str, Lead], query: str
) -> None:
    for action in ("follow_up", "spam", "not_spam"):
        assert sales_client.get(_url(action, query)).status_code == 404
        assert sales_client.post(_url(action, query), {"status": "lost"}).status_code == 404


@pytest.mark.parametrize("changes", [{"status": "bogus"}, {"owner": "999999"}])
def test_a_wrong_change_is_shown_again(
    sales_client: Client, leads: dict[str, Lead], changes: dict[str, str]
) -> None:
    assert confirm(sales_client, "follow_up", "id=all", **changes).status_code == 200
    assert not LeadActivity.objects.exists()


def test_the_list_offers_only_what_its_reader_may_do(
    sales_client: Client, leads: dict[str, Lead]
) -> None:
    page = text(sales_client.get(INBOX))
    for action in ("follow_up", "spam", "not_spam"):
        assert f"{BULK}/{action}/" in page
    assert f"{BULK}/delete/" not in page
    assert "Select all leads of this list" not in page
    for number in range(51):
        make_lead(business_name=f"Salon {number}")
    assert "Select all leads of this list" in text(sales_client.get(INBOX))


def test_a_lead_that_another_took_meanwhile_is_named(
    sales_client: Client,
    admin_client: Client,
    settings: Settings,
    leads: dict[str, Lead],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.LEAD_SALES_SCOPE = "own"
    url = _url("follow_up", f"id={leads['melati'].pk}&id={leads['kenanga'].pk}")
    ids = [entry["item"].pk for entry in sales_client.get(url).context["items"]]
    read = bulk_actions.LeadBulkAction.chosen.func  # type: ignore[attr-defined]

    def taken_after_reading(action: bulk_actions.LeadBulkAction) -> list[Lead]:
        found: list[Lead] = read(action)
        admin_client.post(f"{INBOX}take/{leads['melati'].pk}/")
        return found

    overtaken = cached_property(taken_after_reading)
    overtaken.__set_name__(bulk_actions.LeadBulkAction, "chosen")
    monkeypatch.setattr(bulk_actions.LeadBulkAction, "chosen", overtaken)
    sales_client.post(url, {"id": ids, "status": "contacted"})
    assert _with_status("contacted") == {"Barber Kenanga"}
    assert leads["melati"].reference in messages(sales_client)


def test_leads_that_were_erased_meanwhile_are_left_out_and_named(
    sales_client: Client, leads: dict[str, Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change waited behind an erasure."""
    erased, apply = leads["melati"], BulkFollowUp.apply

    def erased_first(follow_up: BulkFollowUp, changes: Changes) -> Outcome:
        Lead.objects.filter(pk=erased.pk).delete()
        return apply(follow_up, changes)

    monkeypatch.setattr(BulkFollowUp, "apply", erased_first)
    query = f"id={erased.pk}&id={leads['kenanga'].pk}"
    confirm(sales_client, "follow_up", query, status="contacted")
    shown = messages(sales_client)
    assert "1 lead was changed" in shown
    assert f"erased meanwhile: {erased.reference}" in shown
    assert _with_status("contacted") == {"Barber Kenanga"}
