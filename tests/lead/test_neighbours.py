"""Moving from lead to lead within the list that somebody works through."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cms.models import User
from lead.inbox.ordering import neighbours, sort_keys
from lead.models import Lead
from tests.lead.conftest import Answer
from tests.lead.factories import make_lead
from tests.lead.inbox import INBOX, edit, save

pytestmark = pytest.mark.django_db
ORDERINGS = ["due_at", "received_at", "city", "business_name", "status", "owner__username"]


def _neighbours(answer: Answer) -> tuple[str, str]:
    return answer.context["before_url"], answer.context["after_url"]


@pytest.fixture
def leads() -> list[Lead]:
    """In the inbox's order."""
    now = timezone.now()
    return [
        make_lead(city=city, received_at=now - timedelta(hours=hours))
        for city, hours in (("Bandung", 5), ("Medan", 4), ("Bandung", 3), ("Solo", 2))
    ]


def test_a_lead_knows_the_one_before_and_the_one_after(
    sales_client: Client, leads: list[Lead]
) -> None:
    assert _neighbours(sales_client.get(edit(leads[0]))) == ("", edit(leads[1]))
    assert _neighbours(sales_client.get(edit(leads[2]))) == (edit(leads[1]), edit(leads[3]))
    assert _neighbours(sales_client.get(edit(leads[3]))) == (edit(leads[2]), "")


@pytest.mark.parametrize(
    "query", ["city=Bandung", "q=bandung", "city=Bandung&ordering=-received_at"]
)
def test_they_are_those_of_the_list_it_was_opened_from(
    sales_client: Client, leads: list[Lead], query: str
) -> None:
    listing = sales_client.get(f"{INBOX}?{query}&p=1").content.decode()
    assert f"{edit(leads[0])}?{query}".replace("&", "&amp;") in listing
    found = [url for url in _neighbours(sales_client.get(f"{edit(leads[0])}?{query}")) if url]
    assert found == [f"{edit(leads[2])}?{query}"]


def test_saving_does_not_lose_the_place_in_the_list(
    sales_client: Client, leads: list[Lead]
) -> None:
    answer = save(sales_client, leads[1], "?box=new", status="won")
    after = sales_client.get(answer.headers["Location"])
    assert _neighbours(after) == (f"{edit(leads[0])}?box=new", f"{edit(leads[2])}?box=new")
    following = sales_client.get(_neighbours(after)[1])
    assert _neighbours(following)[0] == f"{edit(leads[0])}?box=new"


@pytest.mark.parametrize("given", ["abc", "0", "9" * 40, "-1", ""])
def test_neighbours_in_an_address_are_believed_only_when_they_exist(
    sales_client: Client, leads: list[Lead], given: str
) -> None:
    answer = sales_client.get(f"{edit(leads[1])}?lead_before={given}&lead_after={leads[3].pk}")
    assert _neighbours(answer) == ("", edit(leads[3]))


def test_a_query_that_means_nothing_shows_the_lead_without_neighbours(
    sales_client: Client, leads: list[Lead]
) -> None:
    assert _neighbours(sales_client.get(f"{edit(leads[1])}?status=bogus")) == ("", "")


@given(ordering=st.sampled_from([f"{sign}{name}" for name in ORDERINGS for sign in ("", "-")]))
@hypothesis_settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_stepping_through_visits_the_list_in_its_order(seller: User, ordering: str) -> None:
    if not Lead.objects.exists():
        now = timezone.now()
        for number in range(12):
            make_lead(
                city=("Solo", "Ambon")[number % 2],
                status=("new", "won", "contacted")[number % 3],
                owner=seller if number % 4 else None,
                received_at=now - timedelta(hours=number // 2),
            )
    keys = sort_keys(ordering)
    leads = Lead.objects.all()
    order = list(leads.order_by(*(key.order() for key in keys)))
    for place, lead in enumerate(order):
        before, after = neighbours(leads, lead, keys)
        assert before == (order[place - 1].pk if place else None)
        assert after == (order[place + 1].pk if place + 1 < len(order) else None)
