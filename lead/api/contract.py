"""The lead API's section of the OpenAPI document, derived from the code that keeps to it."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from config.openapi import Components, Schema, Section, reference
from lead.api import idempotency, signed_address, success
from lead.api.refusals import (
    Invalid,
    KeyReused,
    LengthRequired,
    MalformedJson,
    MethodRefused,
    RateLimited,
    Refusal,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
)
from lead.api.serializers import PartnerLeadSerializer

NAME = "partner_leads"
DESCRIPTION = """One flat JSON object in UTF-8, at most 64 KiB. Every field is known and has its \
exact type; an optional one is left out or empty. Blanks at both ends do not count.

* **201 means stored**: the lead is durably committed and will be announced, *Execute* included.
* **Send it again** when no answer came or it was 503: the same `Idempotency-Key` gives the first \
answer again and stores nothing twice. Without a key, the same content from the same sender within \
ten minutes does.
* **Every refusal is a problem** (RFC 9457) with a stable `code`; `title`, `detail` and \
`errors[].message` are for people. `whatsapp_url` is another way to us, with a text."""
EXAMPLE = {
    "business_name": "Salon Melati",
    "contact_name": "Ibu Contoh",
    "phone_whatsapp": "0812-3456-7890",
    "city": "Bandung",
    "salon_type": "SALON",
    "consent": True,
    "chair_count": 6,
    "message": "Kami ingin tahu tentang pelatihan.",
    "page_url_current": "https://www.example.com/kemitraan/",
}
_CHAT_URL = "https://wa.me/6281234567890?text=Halo"
_LIMITS = {"RateLimit-Policy": '"client";q=5;w=60', "RateLimit": '"client";r=0;t=42'}
#: Each refusal once, as an example of its answer.
REFUSALS: tuple[Refusal, ...] = (
    MalformedJson(),
    Invalid(
        [
            {
                "field": "phone_whatsapp",
                "code": "impossible_number",
                "message": "This number does not exist. Write it like 0812-3456-7890 or +62812…",
            }
        ]
    ),
    MethodRefused(),
    LengthRequired(),
    TooLarge(),
    UnsupportedMediaType(),
    KeyReused(),
    RateLimited(whatsapp_url=_CHAT_URL, retry_after=42, limit_headers=_LIMITS),
    Unavailable(whatsapp_url=_CHAT_URL),
)
_TEXT: Schema = {"type": "string"}
ANSWER_HEADERS: dict[str, dict[str, Any]] = {
    "Allow": {"description": "What the address takes.", "schema": {"const": "POST"}},
    "Content-Language": {
        "description": "The language of the texts for people.",
        "schema": {"enum": [code for code, _name in settings.LANGUAGES]},
    },
    "Retry-After": {
        "description": "Seconds to wait before sending the form again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "RateLimit-Policy": {
        "description": "The limits: `q` forms in `w` seconds.",
        "schema": _TEXT,
    },
    "RateLimit": {
        "description": "What is left: `r` forms for the next `t` seconds.",
        "schema": _TEXT,
    },
    success.REPLAYED_HEADER: {
        "description": "This answer was given before; nothing was stored now.",
        "schema": {"const": "true"},
    },
}


def paths(components: Components) -> dict[str, Any]:
    """The one address of the lead API."""
    return {reverse("lead:partner-leads"): {"post": _operation(components)}}


SECTION = Section(NAME, "The partner form of the website.", paths)


def _operation(components: Components) -> dict[str, Any]:
    form = components.add("PartnerLead", _form())
    return {
        "operationId": "send_partner_lead",
        "summary": "Sends the partner form.",
        "description": DESCRIPTION,
        "tags": [NAME],
        "parameters": [idempotency.PARAMETER, _LANGUAGE, signed_address.PARAMETER],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": form, "example": EXAMPLE}},
        },
        "responses": {"201": _success(components), **_refusals(components)},
    }


_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The visitor's language, in which we answer and write back later.",
    "schema": _TEXT,
}


def _form() -> Schema:
    fields: dict[str, Any] = dict(PartnerLeadSerializer().fields)
    return {
        "type": "object",
        "properties": {name: field.schema() for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _success(components: Components) -> dict[str, Any]:
    sometimes = ("Content-Language", "RateLimit-Policy", "RateLimit", success.REPLAYED_HEADER)
    return {
        "description": "Stored now, or before.",
        "headers": {name: ANSWER_HEADERS[name] for name in sometimes},
        "content": {"application/json": {"schema": components.of(success.PartnerLeadReceived)}},
    }


def _refusals(components: Components) -> dict[str, Any]:
    by_status: dict[int, list[Refusal]] = {}
    for refusal in REFUSALS:
        by_status.setdefault(refusal.status, []).append(refusal)
    return {str(status): _refused(known, components) for status, known in by_status.items()}


def _refused(refusals: list[Refusal], components: Components) -> dict[str, Any]:
    """One status; its refusals are told apart by their `code` and have the same headers."""
    found = [reference(_problem(refusal, components)) for refusal in refusals]
    with translation.override("en"):
        described = [f"`{refusal.code}`: {refusal.title}." for refusal in refusals]
        examples = {
            refusal.code: {"value": json.loads(refusal.response().content)} for refusal in refusals
        }
    schema = found[0] if len(found) == 1 else {"anyOf": found}
    always = {name: {**ANSWER_HEADERS[name], "required": True} for name in refusals[0].headers()}
    return {
        "description": " ".join(described),
        "headers": {"Content-Language": ANSWER_HEADERS["Content-Language"], **always},
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }


def _problem(refusal: Refusal, components: Components) -> str:
    """The name of the component with exactly the members of one refusal."""
    name = f"PartnerLead{type(refusal).__name__}"
    properties = {
        "type": {"const": "about:blank"},
        "status": {"const": refusal.status},
        "code": {"const": refusal.code},
        "title": _TEXT,
        **({"detail": _TEXT} if refusal.detail else {}),
        **{member: components.of(kind) for member, kind in refusal.member_types.items()},
    }
    shape = {"type": "object", "properties": properties, "required": list(properties)}
    components.add(name, {**shape, "additionalProperties": False})
    return name
