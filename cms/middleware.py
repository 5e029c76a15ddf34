"""What further sites change about a request to the CMS."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from wagtail.views import serve

from cms.hosts import frontends, site_for_request


class SiteMiddleware(MiddlewareMixin):
    """A visit of a page on the API's host of a site is about that site's pages."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> None:
        if view is serve:
            site_for_request(request)


class PreviewFramesMiddleware(MiddlewareMixin):
    """Lets the admin show previews in the frontends of all sites (CSP ``frame-src``)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user = getattr(request, "user", None)
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        is_html = response.get("Content-Type", "").startswith("text/html")
        if is_admin and is_html and user is not None and user.is_authenticated:
            update = {**getattr(response, "_csp_update", {})}
            update["frame-src"] = [*update.get("frame-src", []), *sorted(frontends(request))]
            response._csp_update = update  # type: ignore[attr-defined]
        return response
