"""Read the form from a request's body; what is no plain JSON in UTF-8 raises a `Refusal`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

from config import json_body
from config.json_body import Fault, UnreadableBodyError
from lead.api.refusals import (
    LengthRequired,
    MalformedJson,
    Refusal,
    TooLarge,
    UnsupportedMediaType,
)

MAX_BODY = 64 * 1024
_REFUSALS: dict[Fault, type[Refusal]] = {
    Fault.MALFORMED: MalformedJson,
    Fault.NO_LENGTH: LengthRequired,
    Fault.TOO_LARGE: TooLarge,
    Fault.WRONG_TYPE: UnsupportedMediaType,
}


def read_body(request: HttpRequest) -> bytes:
    """The body as it was sent, of a request that says that it is JSON."""
    with _refusing():
        return json_body.read_body(request, MAX_BODY)


def parse(body: bytes) -> Any:
    """The JSON value in a body."""
    with _refusing():
        return json_body.parse_json(body)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except UnreadableBodyError as error:
        raise _REFUSALS[error.fault] from None
