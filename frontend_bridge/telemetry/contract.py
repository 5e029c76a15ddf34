"""The beacon in the OpenAPI document, derived from `beacon`."""

from typing import Any

from django.urls import reverse

from config.openapi import PLACE, Components, Section, reference
from frontend_bridge.telemetry.beacon import Beacon
from frontend_bridge.telemetry.views import MEDIA_TYPES

NAME = "telemetry"
SUMMARY = "Speed and use of the website, as its visitors' browsers report them."
DETAILS = """Sent with `navigator.sendBeacon` when the page is hidden; as text it needs no CORS \
preflight. 8 KiB at most. Values are those of the library `web-vitals`; each is sent once for a \
visit of a page, as it stands when the page is first hidden: of what comes again under its \
`metric_id` the first counts, within ten minutes and in one of the web processes. Cookies are \
ignored, queries of addresses are not read, and nothing about a person is kept."""
EXAMPLE = {
    "page_url_initial": "https://www.example.com/",
    "page_url_current": "https://www.example.com/produk/serum-kilau/",
    "page_type": "cms.ProductPage",
    "device": "mobile",
    "app_version": "1.4.0",
    "entries": [
        {"name": "LCP", "value": 1834.2, "metric_id": "v5-1764112345678-4821930571"},
        {"name": "cta_whatsapp_click", "metric_id": "v5-1764112349012-1093847562"},
    ],
}
REFUSALS = {
    "400": "`malformed_json`, or `invalid`: `errors` names each field",
    "403": "`foreign_origin`: `page_url_current` is not on the website that sends",
    "405": "`method_not_allowed`",
    "411": "`length_required`",
    "413": "`too_large`",
    "415": "`unsupported_media_type`",
    "429": "`rate_limited`: see `Retry-After`",
}


def paths(components: Components) -> dict[str, Any]:
    """The one address of the telemetry."""
    schema = Beacon.model_json_schema(ref_template=f"{PLACE}{{model}}")
    for name, part in schema.pop("$defs").items():
        components.add(name, part)
    beacon = components.add("Beacon", schema)
    content = {media_type: {"schema": beacon, "example": EXAMPLE} for media_type in MEDIA_TYPES}
    return {
        reverse("telemetry:beacon"): {
            "post": {
                "operationId": "send_telemetry",
                "summary": SUMMARY,
                "description": DETAILS,
                "tags": [NAME],
                "requestBody": {"required": True, "content": content},
                "responses": {"204": {"description": "Counted."}, **_refused(components)},
            }
        }
    }


def _refused(components: Components) -> dict[str, Any]:
    text = {"type": "string"}
    fault = dict.fromkeys(("field", "code", "message"), text)
    problem = {
        **dict.fromkeys(("type", "code", "title", "detail"), text),
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": fault,
                "required": list(fault),
                "additionalProperties": False,
            },
        },
    }
    components.add(
        "TelemetryProblem",
        {
            "type": "object",
            "properties": problem,
            "required": ["type", "status", "code", "title"],
            "additionalProperties": False,
        },
    )
    content = {"application/problem+json": {"schema": reference("TelemetryProblem")}}
    return {
        status: {"description": description, "content": content}
        for status, description in REFUSALS.items()
    }


SECTION = Section(NAME, SUMMARY, paths)
