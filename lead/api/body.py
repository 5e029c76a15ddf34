"""Read a request's JSON body, strictly and in bounded space."""

import json
import re
from typing import Any, BinaryIO, NoReturn

from django.http import HttpRequest, UnreadablePostError

from lead.api.refusals import LengthRequired, MalformedJson, TooLarge, UnsupportedMediaType

MAX_BODY = 64 * 1024
_JSON_IN_UTF8 = re.compile(r'application/json\s*(;\s*charset="?utf-8"?\s*)?;?\s*', re.IGNORECASE)


def read_document(request: HttpRequest) -> Any:
    """The JSON value in the body. Raises a `Refusal` for anything but plain JSON in UTF-8."""
    _require_json(request)
    return _parse(_read(request))


def _require_json(request: HttpRequest) -> None:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if not _JSON_IN_UTF8.fullmatch(request.headers.get("Content-Type", "")) or coding not in {
        "",
        "identity",
    }:
        raise UnsupportedMediaType


def _read(request: HttpRequest) -> bytes:
    if _declared_length(request) > MAX_BODY:
        raise TooLarge
    try:
        # One byte over the limit is enough to know, whatever length was declared.
        body = _stream(request).read(MAX_BODY + 1)
    except (UnreadablePostError, OSError):
        raise MalformedJson from None
    if len(body) > MAX_BODY:
        raise TooLarge
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
        raise LengthRequired
    stream: BinaryIO = request.META["wsgi.input"]
    return stream


def _parse(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique_names,
            parse_constant=_refuse_constant,
        )
    # RecursionError: a hundred thousand nested brackets fit into 64 KiB twice over.
    except (ValueError, RecursionError):
        raise MalformedJson from None


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name appears twice")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
