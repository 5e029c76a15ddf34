import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from fanout.models import Channel
from lead.limits.counters import breaker

URL = "/api/public/partner-leads/"


def form(**changes: Any) -> dict[str, Any]:
    """A complete, valid submission; a value of None leaves the field out."""
    answers = {
        "business_name": "Salon Melati",
        "contact_name": "Ibu Contoh",
        "phone_whatsapp": "0812-3456-7890",
        "city": "Bandung",
        "salon_type": "SALON",
        "consent": True,
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


Send = Callable[..., HttpResponse]


def post(client: Client, answers: Any, *, key: str = "", **headers: str) -> HttpResponse:
    """Send `answers` (bytes as they are, else as JSON) the way the storefront's browser does."""
    body = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    sent = {"accept-language": "en", **headers}
    if key:
        sent["idempotency-key"] = key
    content_type = sent.pop("content-type", "application/json")
    return client.post(URL, body, content_type=content_type, headers=sent)


@pytest.fixture
def send(client: Client, db: None) -> Send:
    """Post a form; every call comes from the same address unless it names another."""

    def _send(answers: Any = None, **kwargs: Any) -> HttpResponse:
        return post(client, form() if answers is None else answers, **kwargs)

    return _send


@pytest.fixture(autouse=True)
def _limits_out_of_the_way(settings: Settings) -> Iterator[None]:
    """Tests of the limits set their own; the counters are the database's unless they say so."""
    settings.LEAD_LIMIT_CLIENT = "1000/minute"
    settings.LEAD_LIMIT_PHONE = "1000/hour"
    settings.LEAD_LIMIT_TOTAL = "1000/minute"
    settings.REDIS_URL = ""
    breaker.reset()
    yield
    breaker.reset()


@pytest.fixture
def channel(db: None) -> Channel:
    """Somebody who wants to hear of new leads."""
    return Channel.objects.create(name="Sales inbox", kind="email", recipients="sales@example.com")
