"""Every error below /api/v2/ as one problem document (RFC 9457).

Beside the usual members it has `message`, which is what clients of Wagtail's stock API read.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NotRequired

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException, MethodNotAllowed
from typing_extensions import TypedDict
from wagtail.api.v2.utils import BadRequestError

from config.language import accepted_language
from config.problems import problem

View = Callable[..., HttpResponse]


class Fault(TypedDict):
    """What is wrong with one parameter, and what it allows."""

    field: str
    code: str
    message: str


class Problem(TypedDict):
    """RFC 9457 problem details; `message` is what Wagtail's own API has."""

    type: str
    status: int
    code: str
    title: str
    detail: NotRequired[str]
    message: str
    errors: NotRequired[list[Fault]]


def _problem(status: int, code: str, title: str, detail: str, **members: Any) -> HttpResponse:
    members = {**members, "message": detail or title}
    return problem(status, code, title, detail, headers={"Cache-Control": "no-cache"}, **members)


def not_found(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """404, for a missing object as well as for an unknown address."""
    with translation.override(accepted_language(request)):
        hint = _("It does not exist or is not published.")
        return _problem(404, "not_found", _("Nothing was found at this address"), hint)


def read_only(view: View) -> View:
    """For plain views: GET and HEAD, and the usual problem for anything else."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        with translation.override(accepted_language(request)):
            response = refused(MethodNotAllowed(str(request.method)))
        response["Allow"] = "GET, HEAD"
        return response

    return checked


def bad_request(error: BadRequestError) -> HttpResponse:
    errors = getattr(error, "errors", [])
    code = errors[0]["code"] if errors else "invalid_parameter"
    title = _("A query parameter cannot be used")
    return _problem(400, code, title, str(error), **({"errors": errors} if errors else {}))


def refused(error: APIException) -> HttpResponse:
    """What Django REST framework refuses: a method, a media type."""
    detail = str(error.detail)
    return _problem(error.status_code, str(error.default_code), detail, "")
