"""``POST /api/public/telemetry/``: takes a beacon in, touching nothing but memory."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from config.json_body import Fault, UnreadableBodyError, parse_json, read_body
from config.language import accepted_language
from config.problems import problem
from frontend_bridge.telemetry.beacon import Beacon
from frontend_bridge.telemetry.gathering import count
from frontend_bridge.telemetry.limiter import seconds_to_wait

MOST_BYTES = 8 * 1024
#: Text needs no CORS preflight, which `sendBeacon` could not wait for.
MEDIA_TYPES = ("text/plain", "application/json")
MOST_FAULTS = 10


@csrf_exempt
def telemetry(request: HttpRequest) -> HttpResponse:
    """204 for what was counted, else a problem document. Cookies are not looked at."""
    with translation.override(accepted_language(request)):
        response = _answer(request)
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        detail = _("Send a beacon with POST.")
        title = _("This address only takes beacons")
        return problem(405, "method_not_allowed", title, detail, headers={"Allow": "POST"})
    if seconds := seconds_to_wait(request):
        headers = {"Retry-After": str(seconds)}
        return problem(429, "rate_limited", _("Too many beacons were sent"), headers=headers)
    try:
        beacon = Beacon.model_validate(parse_json(read_body(request, MOST_BYTES, MEDIA_TYPES)))
    except UnreadableBodyError as error:
        return _unreadable(error.fault)
    except ValidationError as error:
        return problem(400, "invalid", _("The beacon cannot be used"), errors=_faults(error))
    if request.headers.get("Origin", beacon.current.origin) != beacon.current.origin:
        detail = _("page_url_current must be on the website that sends the beacon.")
        return problem(403, "foreign_origin", _("This beacon is about another website"), detail)
    count(beacon, timezone.localdate())
    return HttpResponse(status=204)


def _unreadable(fault: Fault) -> HttpResponse:
    if fault is Fault.TOO_LARGE:
        return problem(413, "too_large", _("That is too much"), _("Send 8 KiB at most."))
    if fault is Fault.WRONG_TYPE:
        detail = _("Send text/plain or application/json in UTF-8, without compression.")
        return problem(415, "unsupported_media_type", _("This format is not accepted"), detail)
    if fault is Fault.NO_LENGTH:
        detail = _("Send a Content-Length header.")
        return problem(411, "length_required", _("The length is missing"), detail)
    detail = _("Send one JSON object in UTF-8, each name once.")
    return problem(400, "malformed_json", _("This is not valid JSON"), detail)


def _faults(error: ValidationError) -> list[dict[str, Any]]:
    """In English: only a frontend's developer ever reads them."""
    return [
        {
            "field": ".".join(str(part)[:80] for part in fault["loc"]),
            "code": fault["type"],
            "message": fault["msg"],
        }
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ][:MOST_FAULTS]
