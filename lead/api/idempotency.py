"""Recognise a submission that came before."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lead.api.refusals import invalid_header
from lead.clients import keyed_hash

HEADER = "Idempotency-Key"
CONTENT_WINDOW_SECONDS = 600
#: A plain key or a quoted one (draft-ietf-httpapi-idempotency-key-header makes it a string).
_KEY = re.compile(r'("?)([A-Za-z0-9._~:+/=-]{1,128})\1')
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "One for each filled form, best a UUID; the same when it is sent again.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._~:+/=-]{1,128}$"},
}


@dataclass(frozen=True)
class Identity:
    """What makes two submissions the same.

    `own` is stored with the lead, unique per site; a lead under any of `earlier` is this
    submission, sent before. `body` tells whether its answers are the same too.
    """

    own: str
    earlier: tuple[str, ...]
    body: str


def requested_key(request: HttpRequest) -> str:
    """The header's key, "" without one; raises `Invalid` for a malformed one."""
    if HEADER not in request.headers:
        return ""
    match = _KEY.fullmatch(request.headers[HEADER].strip())
    if not match:
        message = _("Use 1 to 128 letters, digits and hyphens, for example a UUID.")
        raise invalid_header(HEADER, "invalid", message)
    return match.group(2)


def identify(key: str, answers: Mapping[str, Any], client_hash: str) -> Identity:
    """By the key, or without one by the same answers from the same sender within ten minutes."""
    body = keyed_hash("body", json.dumps(answers, sort_keys=True))
    if key:
        own = keyed_hash("idempotency-key", key)
        return Identity(own, (own,), body)
    bucket = int(time.time() // CONTENT_WINDOW_SECONDS)
    own, previous = (
        keyed_hash("content", f"{number}\n{client_hash}\n{body}") for number in (bucket, bucket - 1)
    )
    return Identity(own, (own, previous), body)
