"""Answers where no view could serve: a problem document below /api/, else a plain page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config.headers import API_PREFIX
from config.problems import problem


def answer(request: HttpRequest, status: int, code: str, title: str, hint: str) -> HttpResponse:
    """A problem document below /api/, else a page that says what to do next."""
    if request.path.startswith(API_PREFIX):
        return problem(status, code, title, hint)
    context = {"title": title, "hint": hint, "storefront_url": settings.STOREFRONT_URL}
    return render(request, "config/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    hint = _("Check the address and what was sent, then try again.")
    return answer(request, 400, "bad_request", _("The request could not be understood"), hint)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    hint = _("Ask an administrator if you need access.")
    return answer(request, 403, "permission_denied", _("You may not see this"), hint)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    hint = _("The address may have changed. The website's home page is a good place to start.")
    return answer(request, 404, "not_found", _("Nothing was found at this address"), hint)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    hint = _("It was our fault and has been recorded. Please try again in a minute.")
    return answer(request, 500, "server_error", _("Something went wrong"), hint)
