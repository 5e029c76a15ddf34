"""Whatever arrives is stored whole or refused: no 5xx, no half a lead, nothing off the contract."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanout.models import Channel, Delivery, Event
from lead.api.serializers import PartnerLeadSerializer
from lead.models import Lead
from tests.contract import faults
from tests.lead.conftest import URL, Answer, form, post

pytestmark = pytest.mark.django_db
FIELDS: dict[str, Any] = dict(PartnerLeadSerializer().fields)
NAMES = [*FIELDS, "unknown", "", "__proto__", "na\x00me", "na\ud800me"]
TEXTS = [
    "",
    "   ",
    "\u3000\u00a0",
    "😊 👩‍👩‍👧‍👦 💇🏽‍♀️",
    "صالون الياسمين",
    "\u202enolaS",
    "Sa\x00lon",
    "\x1b[31mSalon",
    "a\r\nb\tc",
    "\u2028",
    "\ud83d",
    "\udc00x",
    "\ufeffSalon",
    "\uffff\ufdd0",
    "e\u0301" * 40,
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "+62\t",
    "-2+3",
    "@SUM(A1)",
    "＝１＋１",
    "' OR 1=1 --",
    "{{ 7*7 }} %s %(x)s {0}",
    "٠٨١٢٣٤٥٦٧٨٩٠",
    "+" * 40,
    "https://[::1",
    "https://a.example/\\\n",
    "http://" + "a." * 200,
    "a@" + "b." * 100 + "example",
]


def several(count: int) -> settings:
    """That many examples over one database."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def at_the_limit(name: str) -> list[str]:
    """Texts as long as a field allows and one longer; the last grows when it is normalised."""
    limit = getattr(FIELDS.get(name), "max_length", None) or 300
    return ["x" * limit, "x" * (limit + 1), "💇" * limit, " x" * limit, "\U0001d160" * (limit // 2)]


def values_of(name: str) -> st.SearchStrategy[Any]:
    """What could stand in a field, good and bad."""
    return (
        st.sampled_from([*TEXTS, *at_the_limit(name), *form().values()])
        | st.text(st.characters(), max_size=30)
        | json_values
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
forms = st.fixed_dictionaries({}, optional={name: values_of(name) for name in NAMES}).flatmap(
    lambda changes: st.sampled_from([changes, {**form(), **changes}])
)
CONTENT_TYPES = st.sampled_from(
    [
        *("application/json", "application/json; charset=utf-8", "APPLICATION/JSON;"),
        *("application/json; charset=utf-16", "application/json; charset=", "application/json;x=y"),
        *("text/plain", "multipart/form-data; boundary=a", "application/x-www-form-urlencoded"),
        *("application/problem+json", "*/*", ";", " "),
    ]
)
#: The one method that is answered, and the one whose answers have no body.
POST_AND_HEAD = {"POST", "HEAD"}
#: What HTTP servers let through to an application.
header_texts = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=160)


@pytest.fixture(autouse=True)
def _somebody_listens(channel: Channel) -> None:
    """Each announced lead has one delivery."""


def rows() -> tuple[int, int, int]:
    return Lead.objects.count(), Event.objects.count(), Delivery.objects.count()


def taken_whole_or_refused(client: Client, send: Callable[[], Answer]) -> Answer:
    """The answer to one request, after a look at what it has left behind."""
    before = rows()
    answer = send()
    assert answer.status_code < 500
    assert answer.headers["Cache-Control"] == "no-store"
    is_new = answer.status_code == 201 and "Idempotent-Replayed" not in answer.headers
    if not is_new:
        assert rows() == before
        return answer
    lead = Lead.objects.get(reference=answer.json()["reference"])
    lead.full_clean()
    announced = 0 if lead.is_spam else 1
    assert Delivery.objects.for_subject(lead.subject).count() == announced
    assert rows() == (before[0] + 1, before[1] + announced, before[2] + announced)
    return answer


@pytest.mark.parametrize("name", FIELDS)
@several(15)
@given(data=st.data())
def test_anything_in_one_field(client: Client, name: str, data: st.DataObject) -> None:
    value = data.draw(values_of(name))
    answer = taken_whole_or_refused(client, lambda: post(client, {**form(), name: value}))
    errors = answer.json().get("errors", [])
    assert {error["field"] for error in errors} <= {name}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_missing_or_null(client: Client, name: str) -> None:
    without = {key: value for key, value in form().items() if key != name}
    answer = taken_whole_or_refused(client, lambda: post(client, without))
    assert answer.status_code == (400 if FIELDS[name].required else 201)
    null = taken_whole_or_refused(client, lambda: post(client, {**form(), name: None}))
    assert null.status_code == 400


@several(60)
@given(answers=forms)
def test_anything_in_all_fields(client: Client, answers: dict[str, Any]) -> None:
    taken_whole_or_refused(client, lambda: post(client, answers))


def twice(body: bytes) -> bytes:
    return body[:-1] + b', "city": "Medan"}'


CHANGED_BODIES: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "UTF-8 with BOM": (lambda body: b"\xef\xbb\xbf" + body, 400),
    "UTF-16": (lambda body: body.decode().encode("utf-16"), 400),
    "UTF-16 without BOM": (lambda body: body.decode().encode("utf-16-le"), 400),
    "UTF-32": (lambda body: body.decode().encode("utf-32"), 400),
    "Latin-1": (lambda body: body[:-1] + b', "message": "caf\xe9"}', 400),
    "overlong UTF-8": (lambda body: body[:-1] + b', "message": "\xc0\xaf"}', 400),
    "a surrogate in UTF-8": (lambda body: body[:-1] + b', "message": "\xed\xa0\x80"}', 400),
    "gzip": (gzip.compress, 400),
    "deflate": (zlib.compress, 400),
    "a name twice": (twice, 400),
    "NaN": (lambda body: body[:-1] + b', "chair_count": NaN}', 400),
    "Infinity": (lambda body: body[:-1] + b', "chair_count": Infinity}', 400),
    "a number too large": (lambda body: body[:-1] + b', "chair_count": 1e999}', 400),
    "a number too long": (lambda body: body[:-1] + b', "chair_count": %s}' % (b"9" * 5000), 400),
    "cut off": (lambda body: body[:-1], 400),
    "two documents": (lambda body: body + body, 400),
    "a comma at the end": (lambda body: body[:-1] + b",}", 400),
    "a comment": (lambda body: body + b"// hello", 400),
    "single quotes": (lambda body: body.replace(b'"', b"'"), 400),
    "NUL at the end": (lambda body: body + b"\x00", 400),
    "lists 100,000 deep": (lambda body: b"[" * 100_000, 413),
    "objects 10,000 deep": (lambda body: b'{"a":' * 10_000, 400),
    "a closed list in a field, 30,000 deep": (
        lambda body: body[:-1] + b', "message": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        400,
    ),
    "1 MB of blanks": (lambda body: body + b" " * 2**20, 413),
    "1 MB in a field": (lambda body: body[:-1] + b', "message": "' + b"x" * 2**20 + b'"}', 413),
    "5,000 unknown fields": (
        lambda body: body[:-1] + b"".join(b',"f%d":0' % number for number in range(5000)) + b"}",
        400,
    ),
}


@pytest.mark.parametrize("change", CHANGED_BODIES)
def test_a_form_in_a_body_that_is_no_plain_json(client: Client, change: str) -> None:
    body, status = CHANGED_BODIES[change]
    answer = taken_whole_or_refused(
        client, lambda: post(client, body(json.dumps(form()).encode()), key="the-key")
    )
    assert answer.status_code == status
    # And the sender may correct it.
    assert post(client, form(), key="the-key").status_code == 201


@several(60)
@given(
    body=st.binary(max_size=300)
    | forms.map(lambda answers: json.dumps(answers).encode())
    | json_values.map(lambda value: json.dumps(value).encode()),
    content_type=CONTENT_TYPES,
    coding=st.sampled_from(["", "identity", "gzip", "br", "gzip, gzip", "*"]),
)
def test_anything_in_the_body(client: Client, body: bytes, content_type: str, coding: str) -> None:
    headers = {"content-type": content_type, "content-encoding": coding}
    taken_whole_or_refused(client, lambda: post(client, body, **headers))


def test_an_empty_body(client: Client) -> None:
    def send() -> Answer:
        return client.generic("POST", URL, CONTENT_TYPE="application/json")

    answer = taken_whole_or_refused(client, send)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


def test_a_form_without_a_media_type(client: Client) -> None:
    def send() -> Answer:
        return client.generic("POST", URL, json.dumps(form()), content_type="")

    answer = taken_whole_or_refused(client, send)
    assert answer.status_code == 415
    assert faults(answer) == []


@several(30)
@given(
    method=st.sampled_from(["GET", "PUT", "PATCH", "DELETE"])
    | st.from_regex(r"[A-Z]{1,20}", fullmatch=True).filter(lambda name: name not in POST_AND_HEAD)
)
def test_any_other_method(client: Client, method: str) -> None:
    def send() -> Answer:
        return client.generic(method, URL, json.dumps(form()), "application/json")

    answer = taken_whole_or_refused(client, send)
    assert answer.status_code == 405
    assert faults(answer) == []


@several(30)
@given(key=header_texts | st.from_regex(r"[A-Za-z0-9._~:+/=-]{1,130}", fullmatch=True))
def test_anything_as_idempotency_key(client: Client, key: str) -> None:
    headers = {"idempotency-key": key}
    answer = taken_whole_or_refused(client, lambda: post(client, form(), **headers))
    assert answer.status_code in {201, 400}
    again = taken_whole_or_refused(client, lambda: post(client, form(), **headers))
    assert again.status_code == answer.status_code
    if answer.status_code == 201:
        assert again.content == answer.content


@several(60)
@given(
    headers=st.dictionaries(
        st.sampled_from(
            [
                *("accept-language", "accept", "origin", "cookie", "x-forwarded-for"),
                *("x-client-address", "x-smoke-test", "idempotency-key", "if-none-match"),
            ]
        ),
        header_texts,
    )
)
def test_anything_in_the_headers(client: Client, headers: dict[str, str]) -> None:
    taken_whole_or_refused(client, lambda: post(client, form(), **headers))
