"""The inbox as its tests see it: addresses, and what a page shows."""

import re
from html import unescape
from typing import Any

from django.test import Client

from lead.models import Lead
from tests.lead.conftest import Answer

INBOX = "/admin/snippets/lead/lead/"
BULK = "/admin/bulk/lead/lead"
FIELDS = ("status", "owner", "next_step", "next_step_on", "seen")


def edit(lead: Lead) -> str:
    return f"{INBOX}edit/{lead.pk}/"


def text(answer: Answer) -> str:
    return unescape(answer.content.decode())


def listed(answer: Answer) -> list[str]:
    """The businesses that a list shows, in its order."""
    assert answer.status_code == 200
    found = re.findall(r'id="snippet_\d+_title"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', text(answer))
    return [name.strip() for name in found]


def names(answer: Answer) -> set[str]:
    return set(listed(answer))


def shown(answer: Answer, field: str) -> str:
    """The value that a page's form shows in a field."""
    assert answer.status_code == 200
    value = answer.context["form"][field].value()
    return "" if value is None else str(value)


def save(client: Client, lead: Lead, query: str = "", **changes: Any) -> Answer:
    """Open a lead, change something and save it."""
    url = f"{edit(lead)}{query}"
    page = client.get(url)
    return client.post(url, {**{name: shown(page, name) for name in FIELDS}, "note": "", **changes})


def confirm(client: Client, action: str, query: str, **data: object) -> Answer:
    """Look at the page of a bulk action, then send its form: what it names is what it changes."""
    url = f"{BULK}/{action}/?{query}&next={INBOX}"
    return client.post(url, {**chosen(client.get(url)), **data})


def chosen(page: Answer) -> dict[str, object]:
    """The leads that a bulk action's form names, as it was shown."""
    assert page.status_code == 200
    ids = [entry["item"].pk for entry in page.context["items"]]
    return {"id": ids, "seen": page.context["seen"]}


def messages(client: Client) -> str:
    """What the admin tells the user next."""
    return text(client.get("/admin/"))
