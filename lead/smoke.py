"""Mark leads that a smoke test sends: by a signed header, never by what they say."""

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

HEADER = "X-Smoke-Test"
MAX_AGE_SECONDS = 300
_VALUE = "lead"


def smoke_token() -> str:
    """A value for ``X-Smoke-Test``, valid for five minutes."""
    return _signer().sign(_VALUE)


def is_smoke(request: HttpRequest) -> bool:
    """Whether a request carries a valid token of ours."""
    try:
        value = _signer().unsign(request.headers.get(HEADER, ""), max_age=MAX_AGE_SECONDS)
    except BadSignature:
        return False
    return value == _VALUE


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="lead.smoke")
