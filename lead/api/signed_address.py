"""A frontend's server vouches for the address of the visitor whose form it sends.

``X-Client-Address: ADDRESS SECONDS SIGNATURE``: SECONDS since 1970, and the HMAC-SHA-256 in
lower-case hexadecimal over ADDRESS, SECONDS and the Idempotency-Key (empty without one), each
followed by a line feed, and then the body. So it is worth nothing for any other form.
"""

import hashlib
import hmac
import re
import time

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.client_address import parse_address
from lead.api import idempotency
from lead.api.refusals import invalid_header

HEADER = "X-Client-Address"
#: In both directions, because clocks differ.
MAX_AGE_SECONDS = 300
_VALUE = re.compile(r"([0-9a-fA-F.:]{2,45}) ([0-9]{1,12}) ([0-9a-f]{64})")
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "Only for a server that sends its visitors' forms itself, so that they are "
    "not all counted as one client: the visitor's address, the time in seconds since 1970 and a "
    "signature. It is the HMAC-SHA-256 in lower-case hexadecimal, with a key that we share, over "
    "address, time and `Idempotency-Key` (empty without one), each followed by a line feed, and "
    f"then the body. Valid for {MAX_AGE_SECONDS // 60} minutes and for this form alone; a wrong "
    "one is refused.",
    "schema": {"type": "string", "pattern": f"^{_VALUE.pattern}$"},
}


def vouched_address(request: HttpRequest, body: bytes) -> str | None:
    """The visitor's address by the signed header; None without the header.

    Raises `Invalid` for a header that is malformed, signed by nobody we know, or too old.
    """
    if HEADER not in request.headers:
        return None
    match = _VALUE.fullmatch(request.headers[HEADER])
    address = parse_address(match[1]) if match else None
    if match is None or address is None:
        message = _("Write an IP address, the seconds since 1970 and a signature, with blanks.")
        raise invalid_header(HEADER, "invalid", message)
    key = request.headers.get(idempotency.HEADER, "")
    _check(match, f"{match[1]}\n{match[2]}\n{key}\n".encode() + body)
    return str(address)


def _check(match: re.Match[str], signed: bytes) -> None:
    """First the signature: only who holds a key learns anything about the time."""
    made = (
        hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        for key in settings.CLIENT_ADDRESS_KEYS
    )
    if not any(hmac.compare_digest(signature, match[3]) for signature in made):
        message = _("The signature fits neither this form nor any key that we know.")
        raise invalid_header(HEADER, "signature_mismatch", message)
    if abs(time.time() - int(match[2])) > MAX_AGE_SECONDS:
        message = _("The signature is older than five minutes, or from the future.")
        raise invalid_header(HEADER, "signature_expired", message)
