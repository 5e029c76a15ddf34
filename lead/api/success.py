"""The answer to a lead that is stored."""

from typing import Annotated

from django.http import JsonResponse
from django.utils import timezone
from pydantic import Field
from typing_extensions import TypedDict

from cms.models.settings import ContactSettings
from lead import references
from lead.api.refusals import WebAddress
from lead.api.submission import Receipt
from lead.limits import policy
from lead.whatsapp import visitor_chat_url

REPLAYED_HEADER = "Idempotent-Replayed"
Reference = Annotated[
    str,
    Field(
        description="The lead's public name, meant to be read aloud.",
        pattern=references.PATTERN,
    ),
]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class PartnerLeadReceived(TypedDict):
    """The lead is durably stored."""

    reference: Reference
    received_at: Moment
    whatsapp_url: Annotated[
        WebAddress, Field(description="Where to go on talking; its text names the reference.")
    ]


def created(receipt: Receipt, contact: ContactSettings) -> JsonResponse:
    """201, the same for a lead that came before."""
    lead = receipt.lead
    received_at = timezone.localtime(lead.received_at)
    body: PartnerLeadReceived = {
        "reference": lead.reference,
        "received_at": received_at.isoformat(timespec="milliseconds"),
        "whatsapp_url": visitor_chat_url(lead, contact),
    }
    headers = policy.headers(receipt.windows) if receipt.windows else {}
    if receipt.is_replay:
        headers[REPLAYED_HEADER] = "true"
    return JsonResponse(body, status=201, headers=headers)
