from typing import Any

import structlog
from django.db import Error, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.models import Site

from cms.models.settings import ContactSettings, PartnerFormSettings
from config.language import accepted_language
from lead import smoke
from lead.api.body import read_document
from lead.api.idempotency import HEADER as KEY_HEADER
from lead.api.idempotency import identify, requested_key
from lead.api.patience import bounded_waiting
from lead.api.refusals import Invalid, MethodRefused, Refusal, Unavailable
from lead.api.serializers import PartnerLeadSerializer, field_errors
from lead.api.submission import Receipt, Submission, receive
from lead.clients import client_hash
from lead.limits import policy
from lead.whatsapp import fallback_chat_url, visitor_chat_url

logger = structlog.get_logger(__name__)


class PartnerLeadView(APIView):
    """Takes the partner form of the website in (the *Option B* Lead API)."""

    http_method_names = ["post"]

    @extend_schema(
        operation_id="submit_partner_lead",
        summary="Send the partner form",
        request=PartnerLeadSerializer,
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                location=OpenApiParameter.HEADER,
                description="A UUID per submission: sending it again gives the first answer again.",
            )
        ],
        responses={
            201: OpenApiResponse(description="reference, received_at and whatsapp_url"),
            **{
                status: OpenApiResponse(description="application/problem+json (RFC 9457)")
                for status in (400, 405, 411, 413, 415, 422, 429, 503)
            },
        },
    )
    def post(self, request: Request) -> HttpResponse:
        django_request: HttpRequest = request._request
        key = requested_key(django_request)
        is_test = _smoke_mark(django_request)
        document = read_document(django_request)
        with bounded_waiting():
            site = _site(django_request)
            # Before the lead is stored: nothing may fail between the commit and the answer.
            contact = ContactSettings.for_site(site)
            submission = _submission(django_request, site, document, key, is_test=is_test)
            receipt = receive(submission)
        return _created(receipt, contact)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(accepted_language(request)):
            response = super().dispatch(request, *args, **kwargs)
            response["Content-Language"] = translation.get_language() or ""
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def handle_exception(self, exc: Exception) -> Any:
        refusal = _refusal(exc)
        if refusal is None:
            raise exc
        _log(refusal, exc)
        return refusal.response()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """There is one answer, whatever the client says that it accepts."""
        return super().perform_content_negotiation(request, force=True)


def _smoke_mark(request: HttpRequest) -> bool:
    if smoke.HEADER not in request.headers:
        return False
    if not smoke.is_smoke(request):
        # Taken for a visitor's, it would page somebody at night.
        message = _("The token of the smoke test is wrong or older than five minutes.")
        raise Invalid([{"field": smoke.HEADER, "code": "invalid", "message": message}])
    return True


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise OperationalError("no site is set up")
    return site


def _submission(
    request: HttpRequest, site: Site, document: Any, key: str, *, is_test: bool
) -> Submission:
    form = PartnerFormSettings.for_site(site)
    serializer = PartnerLeadSerializer(data=document, context={"form": form})
    if not serializer.is_valid():
        raise Invalid(field_errors(serializer))
    answers = serializer.validated_data
    client = client_hash(request)
    return Submission(
        site=site,
        answers=answers,
        identity=identify(key, answers, client),
        client_hash=client,
        locale=accepted_language(request),
        consent_version=form.consent_version,
        is_test=is_test,
    )


def _created(receipt: Receipt, contact: ContactSettings) -> HttpResponse:
    lead = receipt.lead
    received_at = timezone.localtime(lead.received_at)
    body = {
        "reference": lead.reference,
        "received_at": received_at.isoformat(timespec="milliseconds"),
        "whatsapp_url": visitor_chat_url(lead, contact),
    }
    headers = policy.headers(receipt.windows) if receipt.windows else {}
    if receipt.is_replay:
        headers["Idempotent-Replayed"] = "true"
    return JsonResponse(body, status=201, headers=headers)


def _refusal(exc: Exception) -> Refusal | None:
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, MethodNotAllowed):
        return MethodRefused()
    if isinstance(exc, Error):
        return Unavailable(whatsapp_url=fallback_chat_url(translation.get_language() or ""))
    return None


def _log(refusal: Refusal, exc: Exception) -> None:
    """Codes and our own field names only: what was sent is personal, even as a field's name."""
    known = {*PartnerLeadSerializer().fields, KEY_HEADER, smoke.HEADER}
    errors = refusal.members().get("errors", [])
    logger.warning(
        "lead_refused",
        status=refusal.status,
        code=refusal.code,
        cause=type(exc).__name__,
        fields=sorted({error["field"] for error in errors if error["field"] in known}),
        field_codes=sorted({error["code"] for error in errors}),
    )
