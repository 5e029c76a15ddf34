import time
from typing import Any

import structlog
from django.db import Error, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.models import Site

from cms.hosts import site_for_request
from cms.models.settings import ContactSettings, PartnerFormSettings
from config import smoke_mark
from config.client_address import client_address
from config.language import accepted_language
from lead.api.body import parse, read_body
from lead.api.idempotency import HEADER as KEY_HEADER
from lead.api.idempotency import identify, requested_key
from lead.api.patience import bounded_waiting
from lead.api.refusals import (
    Invalid,
    MethodRefused,
    RateLimited,
    Refusal,
    Unavailable,
    invalid_header,
)
from lead.api.serializers import PartnerLeadSerializer, field_errors
from lead.api.signed_address import HEADER as ADDRESS_HEADER
from lead.api.signed_address import vouched_address
from lead.api.submission import Receipt, Submission, receive
from lead.api.success import created
from lead.clients import client_hash
from lead.health.counting import count
from lead.models import Outcome
from lead.whatsapp import fallback_chat_url

logger = structlog.get_logger(__name__)


class PartnerLeadView(APIView):
    """Takes the partner form of the website in (the *Option B* Lead API)."""

    http_method_names = ["post"]
    #: What is counted: a fault that nobody foresaw, unless a later step says otherwise.
    outcome = Outcome.FAILED
    is_test = False

    def post(self, request: Request) -> HttpResponse:
        django_request: HttpRequest = request._request
        key = requested_key(django_request)
        mark = _smoke_mark(django_request)
        self.is_test = bool(mark)
        body = read_body(django_request)
        client = client_hash(
            vouched_address(django_request, body) or client_address(django_request)
        )
        document = parse(body)
        language = accepted_language(django_request)
        with bounded_waiting():
            site = _site(django_request)
            # Before the lead is stored: nothing may fail between the commit and the answer.
            contact = ContactSettings.for_site(site)
            form = PartnerFormSettings.for_site(site)
            answers = _answers(document, form)
            submission = Submission(
                site=site,
                answers=answers,
                identity=identify(key, answers, client),
                client_hash=client,
                locale=language,
                whatsapp_url=contact.whatsapp_url(language),
                consent_version=form.consent_version,
                mark=mark,
            )
            receipt = receive(submission)
        self.outcome = _outcome(receipt)
        return created(receipt, contact)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        began = time.perf_counter()
        try:
            with translation.override(accepted_language(request)):
                response = super().dispatch(request, *args, **kwargs)
                response["Content-Language"] = translation.get_language() or ""
        finally:
            if request.method == "POST" and not self.is_test:
                count(self.outcome, time.perf_counter() - began)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def handle_exception(self, exc: Exception) -> Any:
        refusal = _refusal(exc)
        if refusal is None:
            raise exc
        self.outcome = _outcome_of_refusal(refusal)
        _log(refusal, exc)
        return refusal.response()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """There is one answer, whatever the client says that it accepts."""
        return super().perform_content_negotiation(request, force=True)


def _smoke_mark(request: HttpRequest) -> str:
    if smoke_mark.HEADER not in request.headers:
        return ""
    mark = smoke_mark.mark_of(request)
    if not mark:
        # Taken for a visitor's, it would page somebody at night.
        message = _("The token of the smoke test is wrong or older than five minutes.")
        raise invalid_header(smoke_mark.HEADER, "invalid", message)
    return mark


def _site(request: HttpRequest) -> Site:
    site = site_for_request(request)
    if site is None:
        raise OperationalError("no site is set up")
    return site


def _answers(document: Any, form: PartnerFormSettings) -> dict[str, Any]:
    serializer = PartnerLeadSerializer(data=document, context={"form": form})
    if not serializer.is_valid():
        raise Invalid(field_errors(serializer))
    return serializer.validated_data


def _outcome(receipt: Receipt) -> Outcome:
    if receipt.is_replay:
        return Outcome.REPEATED
    return Outcome.QUARANTINED if receipt.lead.is_spam else Outcome.ACCEPTED


def _outcome_of_refusal(refusal: Refusal) -> Outcome:
    if refusal.status >= 500:
        return Outcome.FAILED
    return Outcome.REFUSED if isinstance(refusal, RateLimited) else Outcome.INVALID


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
    known = {*PartnerLeadSerializer().fields, KEY_HEADER, ADDRESS_HEADER, smoke_mark.HEADER}
    errors = refusal.members().get("errors", [])
    logger.warning(
        "lead_refused",
        status=refusal.status,
        code=refusal.code,
        cause=type(exc).__name__,
        fields=sorted({error["field"] for error in errors if error["field"] in known}),
        field_codes=sorted({error["code"] for error in errors}),
    )
