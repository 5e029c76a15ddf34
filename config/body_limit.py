"""An upper bound for every request's body, before anything reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.errors import answer


class BodyLimitMiddleware:
    """Refuses with 413 what announces more than ``MAX_REQUEST_BYTES``.

    The announced length is the whole bound: Django reads no byte beyond `Content-Length`, and none
    at all of a chunked body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) <= settings.MAX_REQUEST_BYTES:
            return self.get_response(request)
        hint = _("Send at most %(megabytes)d MB at once.") % {
            "megabytes": settings.MAX_REQUEST_BYTES // 2**20
        }
        return answer(request, 413, "too_large", _("This is too much at once"), hint)
