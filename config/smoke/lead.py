"""A valid partner form, marked as a test by a signed header and by nothing in its content."""

import uuid

import httpx
from django.conf import settings

from config import smoke_mark
from config.smoke.visit import FaultError, Visit, json_object

LEADS_PATH = "/api/public/partner-leads/"


def submit_lead(visit: Visit) -> str:
    """A smoke test's lead, announced as such to whoever hears of leads."""
    return f"reference {send_lead(visit, 'lead')}"


def send_lead(visit: Visit, mark: str) -> str:
    """Send it as the storefront's visitors do and return its reference.

    The number is the company's own. `mark` is what `config.smoke_mark` knows. Raises `FaultError`.
    """
    form = {
        "business_name": "Smoke test",
        "contact_name": "Smoke test",
        "phone_whatsapp": settings.WHATSAPP_NUMBER,
        "city": "Jakarta",
        "salon_type": "OTHER",
        "consent": True,
        "page_url_current": f"{visit.storefront}/",
    }
    try:
        response = visit.client.post(
            f"{visit.cms}{LEADS_PATH}", json=form, headers=_headers(visit, mark)
        )
    except httpx.HTTPError as error:
        raise FaultError(f"the lead API does not answer ({type(error).__name__})") from error
    if response.status_code != httpx.codes.CREATED:
        raise FaultError(f"the lead API answers {response.status_code}: {response.text[:300]}")
    if response.headers.get("Access-Control-Allow-Origin") != visit.storefront:
        raise FaultError("the lead API does not allow the storefront's origin (STOREFRONT_URL)")
    reference = json_object(response).get("reference")
    if not reference:
        raise FaultError("the lead API answers without a reference")
    return str(reference)


def _headers(visit: Visit, mark: str) -> dict[str, str]:
    return {
        "Origin": visit.storefront,
        "Idempotency-Key": str(uuid.uuid4()),
        smoke_mark.HEADER: smoke_mark.smoke_token(mark),
    }
