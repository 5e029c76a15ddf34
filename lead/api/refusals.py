"""Why a submission is refused: each reason knows its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from typing_extensions import TypedDict

from config.problems import problem
from lead.api.field_codes import FIELD_CODES

Text = str | Promise
WebAddress = Annotated[str, Field(json_schema_extra={"format": "uri"})]


class FieldError(TypedDict):
    """One entry of a problem's ``errors``: where, what, and what to do next."""

    field: Annotated[
        str, Field(description="A field or a header; empty for the document as a whole.")
    ]
    code: Annotated[
        str,
        Field(
            description="\n".join(f"* `{code}`: {text}" for code, text in FIELD_CODES.items()),
            json_schema_extra={"enum": list(FIELD_CODES)},
        ),
    ]
    message: Annotated[str, Field(description="For the person at the form.")]


class Refusal(Exception):  # noqa: N818  # not a fault of ours: an answer
    """A submission that is answered with a problem document (RFC 9457).

    `member_types` are its attributes that the document shows beside the usual ones.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[Text]
    detail: ClassVar[Text] = ""
    member_types: ClassVar[dict[str, Any]] = {}

    def headers(self) -> dict[str, str]:
        return {}

    def members(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.member_types}

    def response(self) -> JsonResponse:
        """The answer, in the active language."""
        return problem(
            self.status,
            self.code,
            str(self.title),
            str(self.detail),
            headers=self.headers(),
            **self.members(),
        )


class MalformedJson(Refusal):
    status, code = 400, "malformed_json"
    title = _("This is not valid JSON")
    detail = _("Send one JSON object in UTF-8, each name once.")


class LengthRequired(Refusal):
    status, code = 411, "length_required"
    title = _("The length is missing")
    detail = _("Send a Content-Length header.")


class TooLarge(Refusal):
    status, code = 413, "too_large"
    title = _("That is too much")
    detail = _("The form may hold 64 KiB at most. Shorten the message and send it again.")


class UnsupportedMediaType(Refusal):
    status, code = 415, "unsupported_media_type"
    title = _("This format is not accepted")
    detail = _("Send application/json in UTF-8, without compression.")


class KeyReused(Refusal):
    status, code = 422, "idempotency_key_reused"
    title = _("This form was sent before with other answers")
    detail = _("Use a new Idempotency-Key for a new submission.")


@dataclass
class Invalid(Refusal):
    status, code = 400, "invalid"
    title = _("Please check your answers")

    member_types = {"errors": list[FieldError]}

    errors: Sequence[FieldError] = field(default_factory=list)


def invalid_header(name: str, code: str, message: str) -> Invalid:
    """The refusal of one header; `code` is one of `FIELD_CODES`."""
    return Invalid([{"field": name, "code": code, "message": message}])


@dataclass
class MethodRefused(Refusal):
    status, code = 405, "method_not_allowed"
    title = _("This address only takes forms")
    detail = _("Send the form with POST, to the address with the slash at its end.")

    allowed: str = "POST"

    def headers(self) -> dict[str, str]:
        return {"Allow": self.allowed}


@dataclass
class RateLimited(Refusal):
    """`retry_after` is in seconds (RFC 9110 §10.2.3); `whatsapp_url` is another way to us."""

    status, code = 429, "rate_limited"
    title = _("Too many forms were sent")
    detail = _("Please wait a moment and send the form again, or write to us on WhatsApp.")
    member_types = {"whatsapp_url": WebAddress}

    whatsapp_url: str = ""
    retry_after: int = 60
    limit_headers: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after), **self.limit_headers}


@dataclass
class Unavailable(Refusal):
    """The database is away or busy. `whatsapp_url` keeps the visitor from leaving empty-handed."""

    status, code = 503, "unavailable"
    title = _("The form cannot be received right now")
    # Not "nothing was saved": a database that falls silent at the commit may have done it.
    detail = _(
        "Please send the form again in a moment; it will not arrive twice. "
        "Or write to us on WhatsApp."
    )
    member_types = {"whatsapp_url": WebAddress}

    whatsapp_url: str = ""
    retry_after: int = 10

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}
