"""Every address that the installation answers, tried by people who have nothing to do with leads.

New addresses are tried as soon as they exist; what their parameters may be is in `VALUES`.
"""

import re
from collections.abc import Iterator
from functools import reduce
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from cms.models import User
from lead.models import Lead, LeadActivity, LeadExport
from tests.lead.conftest import _BACKEND
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
MARKS = ("Salon Rahasia", "Ibu Tersembunyi", "81298765432", "rahasia@example.com", "Catatan gelap")
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


def _values(lead: Lead) -> dict[str, list[str]]:
    """What a parameter of that name is tried with; any other is the lead's id."""
    return {
        "app_label": ["lead"],
        "app_name": ["lead"],
        "model_name": ["lead", "leadactivity", "leadexport"],
        "content_type_app_name": ["lead"],
        "content_type_model_name": ["lead"],
        "action": ACTIONS,
        "path": [f"exports/{lead.pk}.csv", lead.reference],
    }


def _addresses(lead: Lead) -> list[str]:
    values, found = _values(lead), set()
    for pattern in _patterns(get_resolver()):
        named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
        plain = re.sub(r"\([^()]*\)\??|[\^$?\\]|\\Z", "", named).removesuffix("Z")
        parameters = re.findall(r"<(?:\w+:)?(\w+)>", plain)
        choices = [values.get(name, [str(lead.pk)]) for name in parameters]
        for chosen in product(*choices):
            filled = reduce(_fill, chosen, plain)
            found.add(f"/{filled.lstrip('/')}")
    return sorted(address for address in found if not LEFT_OUT.search(address))


def _fill(pattern: str, value: str) -> str:
    """The first parameter takes that value."""
    return re.sub(r"<[^>]+>", value, pattern, count=1)


@pytest.fixture
def lead(db: None) -> Lead:
    """One lead with all that hangs on it, marked so that any of it is recognised."""
    lead = make_lead(
        business_name=MARKS[0],
        contact_name=MARKS[1],
        phone_whatsapp=f"+62{MARKS[2]}",
        email=MARKS[3],
        message=MARKS[4],
    )
    LeadActivity.objects.create(lead=lead, kind="note", note=MARKS[4])
    export = LeadExport.objects.create(
        file_format="csv", row_count=1, at=timezone.now(), reason=MARKS[4], columns=["reference"]
    )
    assert export.pk
    return lead


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


def test_the_walk_reaches_what_shows_leads(lead: Lead, sales_client: Client) -> None:
    """Else the test below could find nothing because it looks nowhere."""
    addresses = _addresses(lead)
    assert len(addresses) > 300
    shown = [
        address
        for address in addresses
        if "snippets/lead/lead" in address or "bulk/lead/lead" in address
        if MARKS[0] in _read(sales_client.get(f"{address}?id={lead.pk}"))
    ]
    assert f"/admin/snippets/lead/lead/edit/{lead.pk}/" in shown
    assert "/admin/snippets/lead/lead/" in shown
    assert "/admin/bulk/lead/lead/follow_up/" in shown


@pytest.mark.parametrize("who", ["anonymous", "editor", "marketing"])
def test_no_address_shows_a_lead_to_others(
    who: str, lead: Lead, request: pytest.FixtureRequest
) -> None:
    client = _client(who, request)
    before = Lead.objects.values().get(pk=lead.pk)
    broken = []
    for address in _addresses(lead):
        answer = client.get(f"{address}?id={lead.pk}&q=Rahasia")
        text = _read(answer)
        assert not [mark for mark in MARKS if mark in text], address
        if answer.status_code >= 500:
            broken.append(address)
    assert [address for address in broken if "lead" in address] == []
    assert Lead.objects.values().get(pk=lead.pk) == before


@pytest.mark.parametrize("who", ["anonymous", "editor", "marketing"])
def test_nothing_of_the_inbox_can_be_posted_to_by_others(
    who: str, lead: Lead, request: pytest.FixtureRequest
) -> None:
    client = _client(who, request)
    form = {"status": "lost", "owner": "", "note": "x", "kind": "call", "id": lead.pk}
    own = [
        address
        for address in _addresses(lead)
        if re.search(r"^/admin/(snippets/lead|bulk/lead|leads|deliveries|channels)/", address)
    ]
    assert len(own) > 10
    for address in own:
        answer = client.post(f"{address}?id={lead.pk}", form)
        assert answer.status_code in {302, 403, 404, 405}, address
        assert not [mark for mark in MARKS if mark in _read(answer)], address
    lead.refresh_from_db()
    assert lead.status == "new"
    assert list(lead.activities.values_list("kind", flat=True)) == ["note"]
