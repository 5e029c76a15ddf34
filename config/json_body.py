"""Read a request's JSON body, strictly and in bounded space."""

import json
import re
from collections.abc import Collection
from enum import Enum, auto
from typing import Any, BinaryIO, NoReturn

from django.http import HttpRequest, UnreadablePostError

_IN_UTF8 = re.compile(r'([a-z]+/[a-z]+)\s*(;\s*charset="?utf-8"?\s*)?;?\s*', re.IGNORECASE)


class Fault(Enum):
    """Why a body cannot be read."""

    MALFORMED = auto()
    NO_LENGTH = auto()
    TOO_LARGE = auto()
    WRONG_TYPE = auto()


class UnreadableBodyError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


def read_body(
    request: HttpRequest, most_bytes: int, media_types: Collection[str] = ("application/json",)
) -> bytes:
    """The body as it was sent, of a request that says that it is JSON in UTF-8.

    Raises `UnreadableBodyError`.
    """
    _require_type(request, media_types)
    return _read(request, most_bytes)


def parse_json(body: bytes) -> Any:
    """The JSON value in a body. Raises `UnreadableBodyError` for anything but JSON in UTF-8."""
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique_names,
            parse_constant=_refuse_constant,
        )
    # RecursionError: a hundred thousand nested brackets fit into 64 KiB twice over.
    except (ValueError, RecursionError):
        raise UnreadableBodyError(Fault.MALFORMED) from None


def _require_type(request: HttpRequest, media_types: Collection[str]) -> None:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    sent = _IN_UTF8.fullmatch(request.headers.get("Content-Type", ""))
    if not sent or sent[1].lower() not in media_types or coding not in {"", "identity"}:
        raise UnreadableBodyError(Fault.WRONG_TYPE)


def _read(request: HttpRequest, most_bytes: int) -> bytes:
    if _declared_length(request) > most_bytes:
        raise UnreadableBodyError(Fault.TOO_LARGE)
    try:
        # One byte over the limit is enough to know, whatever length was declared.
        body = _stream(request).read(most_bytes + 1)
    except (UnreadablePostError, OSError):
        raise UnreadableBodyError(Fault.MALFORMED) from None
    if len(body) > most_bytes:
        raise UnreadableBodyError(Fault.TOO_LARGE)
    return body


def _declared_length(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _stream(request: HttpRequest) -> BinaryIO | HttpRequest:
    """Where the body comes from.

    Django reads a chunked body as empty. A server that undoes the chunking says so with
    ``wsgi.input_terminated``; without it the end of the body is unknown.
    """
    if "Transfer-Encoding" not in request.headers:
        return request
    if not request.META.get("wsgi.input_terminated"):
        raise UnreadableBodyError(Fault.NO_LENGTH)
    stream: BinaryIO = request.META["wsgi.input"]
    return stream


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name appears twice")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
