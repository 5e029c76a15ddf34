"""The security header baseline for every answer of the CMS (SPEC: OWASP ASVS 5.0 V3.4)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS_POLICY = "geolocation=(), microphone=(), camera=()"
API_PREFIX = "/api/"


class BaselineHeadersMiddleware:
    """Adds what Django's own middleware does not: Permissions-Policy, and the API's variants."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if request.path.startswith(API_PREFIX):
            response.headers["Referrer-Policy"] = "no-referrer"
            if response.headers.get("Content-Type") == "application/json":
                response.headers["Content-Type"] = "application/json; charset=utf-8"
        return response
