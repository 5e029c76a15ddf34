"""What arrives: only bounded, plain, strict JSON gets as far as the form's rules."""

import gzip
import io
import json
from typing import Any

import pytest
from django.test import Client, RequestFactory

from lead.api.body import MAX_BODY, read_body
from lead.api.refusals import LengthRequired, TooLarge
from tests.lead.conftest import URL, Send, form

pytestmark = pytest.mark.django_db


def _padded(size: int) -> bytes:
    body = json.dumps(form()).encode()
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b" ", "malformed_json"),
        (b"{", "malformed_json"),
        (b"business_name=Salon", "malformed_json"),
        (b"[" * 30_000, "malformed_json"),
        (b'{"a":' * 10_000, "malformed_json"),
        (b'{"chair_count": NaN}', "malformed_json"),
        (b'{"chair_count": -Infinity}', "malformed_json"),
        (b'{"chair_count": ' + b"9" * 10_000 + b"}", "malformed_json"),
        (b'{"city": "A", "city": "B"}', "malformed_json"),
        (b"\xef\xbb\xbf{}", "malformed_json"),
        ("{}".encode("utf-16"), "malformed_json"),
        (b'{"city": "\xff"}', "malformed_json"),
        (b'{"city": "Ban\ndung"}', "malformed_json"),
        (b"[]", "invalid"),
        (b"null", "invalid"),
        (b'"text"', "invalid"),
        (b"12", "invalid"),
    ],
)
def test_anything_but_one_json_object_is_refused(send: Send, body: bytes, code: str) -> None:
    answer = send(body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.headers["Cache-Control"] == "no-store"


def test_brackets_nested_a_hundred_thousand_deep_are_no_fault_of_ours(send: Send) -> None:
    assert send(b"[" * 100_000).status_code == 413
    nested = b'{"message":' + b"[" * 32_000 + b"]" * 32_000 + b"}"
    assert send(nested).status_code == 400


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_refused(send: Send) -> None:
    assert send(_padded(MAX_BODY)).status_code == 201
    answer = send(_padded(MAX_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "Application/JSON",
    ],
)
def test_json_in_utf8_is_accepted(send: Send, content_type: str) -> None:
    assert send(**{"content-type": content_type}).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/jsonx",
        "application/ld+json",
        "*/*",
        " ",
    ],
)
def test_any_other_media_type_is_refused(send: Send, content_type: str) -> None:
    answer = send(**{"content-type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_compressed_body_is_refused(send: Send) -> None:
    body = gzip.compress(json.dumps(form()).encode())
    answer = send(body, **{"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options", "trace"])
def test_only_post_is_answered(client: Client, method: str) -> None:
    answer = getattr(client, method)(URL)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.headers["Cache-Control"] == "no-store"


def _chunked(body: bytes, **meta: Any) -> Any:
    request = RequestFactory().post(
        URL, b"{}", content_type="application/json", headers={"transfer-encoding": "chunked"}
    )
    request.META.pop("CONTENT_LENGTH", None)
    request.META.update({"wsgi.input": io.BytesIO(body), **meta})
    return request


def test_a_chunked_body_is_read_within_the_same_bound() -> None:
    done = {"wsgi.input_terminated": True}
    assert read_body(_chunked(b'{"a": 1}', **done)) == b'{"a": 1}'
    with pytest.raises(TooLarge):
        read_body(_chunked(b" " * (MAX_BODY + 1), **done))


def test_a_chunked_body_without_an_end_is_refused() -> None:
    with pytest.raises(LengthRequired):
        read_body(_chunked(b'{"a": 1}'))


def test_a_length_that_understates_the_body_cuts_it_off(client: Client) -> None:
    answer = client.generic(
        "POST", URL, json.dumps(form()), content_type="application/json", CONTENT_LENGTH="20"
    )
    assert answer.status_code == 400
    answer = client.generic(
        "POST", URL, b"{}", content_type="application/json", CONTENT_LENGTH="99999999999"
    )
    assert answer.status_code == 413
