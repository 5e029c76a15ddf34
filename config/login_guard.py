"""Guard of the login page, on top of django-axes.

Axes holds every lockout parameter to one limit. Here the pair of user and address locks after
``AXES_FAILURE_LIMIT`` failures, and an address alone after ``LOGIN_ADDRESS_LIMIT``, because a
whole office may share one.
"""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _


class LoginGuard(AxesDatabaseHandler):
    """Counts a locked address as a locked pair, whatever user name it tries next."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        failures: int = super().get_failures(request, credentials)
        if self._address_failures(request) >= settings.LOGIN_ADDRESS_LIMIT:
            return max(failures, settings.AXES_FAILURE_LIMIT)
        return failures

    def _address_failures(self, request: Any) -> int:
        attempts = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        )
        return attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


def client_label(username: str | None, ip_address: str | None, *rest: Any) -> str:
    """What axes' log lines call a client: a keyed hash, as names and addresses are personal."""
    return salted_hmac("config.login_guard", f"{username}\n{ip_address}").hexdigest()[:12]


def locked_out(request: HttpRequest, *args: Any) -> HttpResponse:
    """429 with ``Retry-After`` (seconds, RFC 9110 §10.2.3)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {
        "title": _("Too many failed logins"),
        "hint": _(
            "For safety this login is closed for %(minutes)d minutes. "
            "If you forgot your password, ask an administrator."
        )
        % {"minutes": minutes},
        "storefront_url": settings.STOREFRONT_URL,
    }
    response = render(request, "config/error.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    response.headers["Cache-Control"] = "no-store"
    return response
