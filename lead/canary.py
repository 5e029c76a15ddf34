"""The canary lead: a partner form that the product sends itself, as a visitor would."""

import httpx
from django.conf import settings

from config import smoke_mark
from config.smoke.lead import send_lead
from config.smoke.visit import TIMEOUT, FaultError, Visit
from fanout.canary import CanaryRefusedError


def send() -> str:
    """Submit it through the public address of the lead API; returns its announcement's subject.

    Raises `CanaryRefusedError`.
    """
    with httpx.Client(timeout=TIMEOUT) as client:
        visit = Visit(settings.STOREFRONT_URL, settings.WAGTAILADMIN_BASE_URL, client)
        try:
            return f"lead:{send_lead(visit, smoke_mark.CANARY)}"
        except FaultError as fault:
            raise CanaryRefusedError(str(fault)) from fault
