"""Marks what a smoke test or a canary sends: by a signed header, never by what it says."""

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

HEADER = "X-Smoke-Test"
MAX_AGE_SECONDS = 300
LEAD, CANARY = "lead", "canary"


def smoke_token(mark: str = LEAD) -> str:
    """A value for ``X-Smoke-Test``, valid for five minutes."""
    return _signer().sign(mark)


def mark_of(request: HttpRequest) -> str:
    """`LEAD` or `CANARY` when a request carries a valid token of ours, else "".

    `LEAD` is announced like a visitor's, `CANARY` only to channels that chose it.
    """
    try:
        mark = _signer().unsign(request.headers.get(HEADER, ""), max_age=MAX_AGE_SECONDS)
    except BadSignature:
        return ""
    return mark if mark in {LEAD, CANARY} else ""


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="lead.smoke")
