"""A frontend's server may vouch for its visitors' addresses, and nobody else may."""

import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from pytest_django import Settings

from lead.clients import client_hash
from lead.models import Lead
from tests.lead.conftest import Answer, Send, form

pytestmark = pytest.mark.django_db
HEADER = "x-client-address"
KEY, OLD_KEY = "k" * 40, "o" * 40
VISITOR = "203.0.113.7"


@pytest.fixture(autouse=True)
def _shared_keys(settings: Settings) -> None:
    settings.CLIENT_ADDRESS_KEYS = [KEY, OLD_KEY]


def signed(
    answers: dict[str, Any], *, address: str = VISITOR, key: str = KEY, age: int = 0, idem: str = ""
) -> str:
    """The header that a server would send with these answers, made as the document says."""
    seconds = int(time.time()) - age
    text = f"{address}\n{seconds}\n{idem}\n".encode() + json.dumps(answers).encode()
    return f"{address} {seconds} {hmac.new(key.encode(), text, hashlib.sha256).hexdigest()}"


def refused_with(answer: Answer, code: str) -> bool:
    (error,) = answer.json()["errors"]
    assert not Lead.objects.exists()
    return (answer.status_code, error["field"], error["code"]) == (400, "X-Client-Address", code)


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
@pytest.mark.parametrize("address", [VISITOR, "2001:db8:0:1::7", "::ffff:198.51.100.7"])
def test_a_signed_address_counts_as_the_sender(send: Send, address: str, key: str) -> None:
    assert send(**{HEADER: signed(form(), address=address, key=key)}).status_code == 201
    plain = address.removeprefix("::ffff:")
    assert Lead.objects.get().client_hash == client_hash(plain)
    assert Lead.objects.get().client_hash != client_hash("127.0.0.1")


def test_visitors_of_one_server_do_not_share_a_limit(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    for number in range(3):
        answers = form(city=f"Kota {number}")
        header = signed(answers, address=f"203.0.113.{number}")
        assert send(answers, **{HEADER: header}).status_code == 201
    again = form(city="Kota lain")
    assert send(again, **{HEADER: signed(again, address="203.0.113.2")}).status_code == 429


def test_a_signature_is_worth_nothing_for_another_form(send: Send) -> None:
    header = signed(form())
    assert refused_with(send(form(city="Medan"), **{HEADER: header}), "signature_mismatch")


def test_a_signature_is_worth_nothing_under_another_key_of_the_form(send: Send) -> None:
    header = signed(form(), idem="first")
    assert refused_with(send(key="second", **{HEADER: header}), "signature_mismatch")
    assert refused_with(send(**{HEADER: header}), "signature_mismatch")
    assert send(key="first", **{HEADER: header}).status_code == 201


def test_a_signature_is_worth_nothing_for_another_address(send: Send) -> None:
    header = signed(form()).replace(VISITOR, "203.0.113.8")
    assert refused_with(send(**{HEADER: header}), "signature_mismatch")


def test_a_signature_with_another_key_is_refused(send: Send) -> None:
    header = signed(form(), key="x" * 40)
    assert refused_with(send(**{HEADER: header}), "signature_mismatch")


def test_without_keys_nobody_is_believed(send: Send, settings: Settings) -> None:
    settings.CLIENT_ADDRESS_KEYS = []
    for key in ("", KEY):
        header = signed(form(), key=key)
        assert refused_with(send(**{HEADER: header}), "signature_mismatch")


@pytest.mark.parametrize(("age", "status"), [(290, 201), (-290, 201), (310, 400), (-310, 400)])
def test_a_signature_is_valid_for_five_minutes(send: Send, age: int, status: int) -> None:
    answer = send(**{HEADER: signed(form(), age=age)})
    assert answer.status_code == status
    assert status == 201 or refused_with(answer, "signature_expired")


@pytest.mark.parametrize(
    "value",
    [
        "",
        VISITOR,
        f"{VISITOR} 1760000000",
        f"{VISITOR} 1760000000 {'A' * 64}",
        f"{VISITOR} 1760000000 {'a' * 63}",
        f"{VISITOR} now {'a' * 64}",
        f"{VISITOR} {'9' * 13} {'a' * 64}",
        f"203.0.113.700 1760000000 {'a' * 64}",
        f"203.0.113 1760000000 {'a' * 64}",
        f"fe80::1%eth0 1760000000 {'a' * 64}",
        f"localhost 1760000000 {'a' * 64}",
        f"{VISITOR}  1760000000 {'a' * 64}",
    ],
)
def test_a_malformed_header_is_refused_and_not_passed_over(send: Send, value: str) -> None:
    assert refused_with(send(**{HEADER: value}), "invalid")


def test_a_replay_of_a_signed_form_changes_nothing(send: Send) -> None:
    header = signed(form())
    first, second = send(**{HEADER: header}), send(**{HEADER: header})
    assert first.content == second.content
    assert Lead.objects.count() == 1


def test_the_address_is_not_logged(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    send(**{HEADER: signed(form(), key="x" * 40)})
    assert "X-Client-Address" in caplog.text
    assert VISITOR not in caplog.text
