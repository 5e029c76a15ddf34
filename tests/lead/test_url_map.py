"""Every address that the installation answers, tried by people who have nothing to do with leads.

New addresses are tried as soon as they exist; what their parameters may be is in `World`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cms.models import User
from fanout.models import Channel, Delivery, Event
from lead.announcement import LEAD_CREATED
from lead.models import Lead, LeadActivity, LeadExport
from tests.lead.conftest import _BACKEND
from tests.lead.export.files import ask
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
#: Of the lead, then the channel that announced it, then why it was exported.
MARKS = (
    "Salon Rahasia",
    "Ibu Tersembunyi",
    "81298765432",
    "rahasia@example.com",
    "Catatan gelap",
    "Kanal sembunyi",
    "Alasan gelap",
)
OWN = re.compile(r"^/admin/(snippets/lead|bulk/lead|leads|deliveries|channels|reports/leads)/")
#: They end the session or change who is signed in.
LEFT_OUT = re.compile(r"/(logout|sign-?out)/")
ACTIONS = ["follow_up", "spam", "not_spam", "delete", "export"]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


@dataclass(frozen=True)
class World:
    """One lead with all that hangs on it, marked so that any of it is recognised."""

    lead: Lead
    export: LeadExport
    delivery: Delivery

    def pk(self, address: str) -> int:
        """The id that exists at an address; the lead's where any would do."""
        meant: dict[str, models.Model] = {
            "admin/leads/exports/": self.export,
            "admin/deliveries/": self.delivery,
            "admin/channels/": self.delivery.channel,
        }
        found = (row for prefix, row in meant.items() if address.startswith(prefix))
        return int(next(found, self.lead).pk)

    def values(self) -> dict[str, list[str]]:
        """What a parameter of that name is tried with; any other is an id."""
        return {
            "app_label": ["lead"],
            "app_name": ["lead"],
            "model_name": ["lead", "leadactivity", "leadexport"],
            "content_type_app_name": ["lead"],
            "content_type_model_name": ["lead"],
            "action": ACTIONS,
            "path": [f"exports/{self.export.file_name}", self.lead.reference],
        }

    def addresses(self) -> list[str]:
        values, found = self.values(), set()
        for pattern in _patterns(get_resolver()):
            named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
            plain = re.sub(r"\([^()]*\)\??|[\^$?\\]|\\Z", "", named).removesuffix("Z")
            parameters = re.findall(r"<(?:\w+:)?(\w+)>", plain)
            choices = [values.get(name, [str(self.pk(plain))]) for name in parameters]
            for chosen in product(*choices):
                filled = reduce(_fill, chosen, plain)
                found.add(f"/{filled.lstrip('/')}")
        return sorted(address for address in found if not LEFT_OUT.search(address))

    def own_addresses(self) -> list[str]:
        """Those at which there is nothing but leads and what became of them."""
        return [address for address in self.addresses() if OWN.search(address)]


def _fill(pattern: str, value: str) -> str:
    """The first parameter takes that value."""
    return re.sub(r"<[^>]+>", value, pattern, count=1)


@pytest.fixture
def world(sales_lead_client: Client) -> World:
    # No other row has their numbers: whoever tries one of theirs elsewhere finds nothing.
    lead = make_lead(
        pk=4001,
        business_name=MARKS[0],
        contact_name=MARKS[1],
        phone_whatsapp=f"+62{MARKS[2]}",
        email=MARKS[3],
        message=MARKS[4],
    )
    LeadActivity.objects.create(lead=lead, kind="note", note=MARKS[4])
    channel = Channel.objects.create(pk=4002, name=MARKS[5], recipients="a@example.com")
    event = Event.objects.create(type=LEAD_CREATED.name, subject=lead.subject)
    delivery = Delivery.objects.create(pk=4003, event=event, channel=channel, state="DEAD")
    assert ask(sales_lead_client, f"id={lead.pk}", reason=MARKS[6]).status_code == 302
    export = LeadExport.objects.get()
    assert export.state == LeadExport.State.READY
    return World(lead, export, delivery)


def _marketing() -> User:
    user = User.objects.create_user("mira", "mira@example.com")
    user.groups.add(*Group.objects.filter(name__in=["Marketing", "Marketing lead", "Editor"]))
    return user


def _client(who: str, request: pytest.FixtureRequest) -> Client:
    if who == "anonymous":
        return Client(raise_request_exception=False)
    user = _marketing() if who == "marketing" else request.getfixturevalue("editor")
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=_BACKEND)
    return client


def _read(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{body.decode(errors='replace')} {dict(answer.headers)}"


def _is_refused(answer: Any) -> bool:
    """A way back to the dashboard or to signing in is one, too."""
    if answer.status_code == 302:
        return urlsplit(answer.headers["Location"]).path in {"/admin/", "/admin/login/"}
    return answer.status_code in {403, 404}


def test_the_walk_reaches_what_shows_leads(world: World, sales_lead_client: Client) -> None:
    """Else the tests below could find nothing because they look nowhere."""
    assert len(world.addresses()) > 300
    lead, export, delivery = world.lead.pk, world.export.pk, world.delivery.pk
    shown = {}
    for address in world.own_addresses():
        answer = sales_lead_client.get(f"{address}?id={lead}")
        if answer.status_code == 200:
            text = _read(answer)
            shown[address] = {mark for mark in MARKS if mark in text}
    for address, marks in {
        "/admin/snippets/lead/lead/": MARKS[:1],
        f"/admin/snippets/lead/lead/edit/{lead}/": (*MARKS[:5], MARKS[6]),
        "/admin/snippets/lead/lead/export/": (),
        "/admin/bulk/lead/lead/follow_up/": MARKS[:1],
        "/admin/bulk/lead/lead/spam/": MARKS[:1],
        "/admin/leads/exports/": MARKS[6:],
        f"/admin/leads/exports/{export}/": MARKS[6:],
        f"/admin/leads/exports/{export}/progress/": (),
        f"/admin/leads/exports/{export}/download/": MARKS[:5],
        f"/admin/leads/people/hold/{lead}/": (),
        "/admin/deliveries/": MARKS[5:6],
        f"/admin/deliveries/inspect/{delivery}/": MARKS[5:6],
        "/admin/reports/leads/": MARKS[5:6],
    }.items():
        assert set(marks) <= shown[address], address


@pytest.mark.parametrize("who", ["anonymous", "editor", "marketing"])
def test_no_address_shows_a_lead_to_others(
    who: str, world: World, request: pytest.FixtureRequest
) -> None:
    client = _client(who, request)
    before = Lead.objects.values().get(pk=world.lead.pk)
    broken = []
    for address in world.addresses():
        answer = client.get(f"{address}?id={world.lead.pk}&q=Rahasia")
        text = _read(answer)
        assert not [mark for mark in MARKS if mark in text], address
        if answer.status_code >= 500:
            broken.append(address)
    assert [address for address in broken if "lead" in address] == []
    assert Lead.objects.values().get(pk=world.lead.pk) == before


@pytest.mark.parametrize("who", ["anonymous", "editor", "marketing"])
def test_everything_of_the_inbox_refuses_others(
    who: str, world: World, request: pytest.FixtureRequest
) -> None:
    client = _client(who, request)
    form = {"status": "lost", "owner": "", "note": "x", "kind": "call", "id": world.lead.pk}
    delivery = Delivery.objects.values().get()
    history = list(world.lead.activities.values_list("kind", flat=True))
    assert len(world.own_addresses()) > 30
    for address in world.own_addresses():
        for answer in (
            client.get(f"{address}?id={world.lead.pk}"),
            client.post(f"{address}?id={world.lead.pk}", form),
        ):
            assert _is_refused(answer), (address, answer.status_code)
            assert not [mark for mark in MARKS if mark in _read(answer)], address
    world.lead.refresh_from_db()
    assert world.lead.status == "new"
    assert list(world.lead.activities.values_list("kind", flat=True)) == history
    assert LeadExport.objects.get().downloaded_at is None
    assert Delivery.objects.values().get() == delivery
