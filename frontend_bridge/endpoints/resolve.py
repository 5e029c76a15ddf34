from typing import Any

from django.db.models import F
from django.http import Http404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.contrib.redirects.models import Redirect

from frontend_bridge import parameters
from frontend_bridge.content import Content, References
from frontend_bridge.parameters import Parameter, ParameterError
from frontend_bridge.routing import page_at
from frontend_bridge.viewsets import PublicPagesEndpoint

PATH = Parameter("path", "Path on the frontend, with its language prefix.", "/en/products/")


class ResolveEndpoint(PublicPagesEndpoint):
    summary = "What is at a path: the whole page, or where a redirect leads, else 404."
    model = Redirect
    query_parameters = (PATH, parameters.FORMAT, parameters.CACHE_BUSTER)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "resolve_view"}), name="listing")]

    def resolve_view(self, request: Request) -> Response:
        parameters.check_names(request.GET, [parameter.name for parameter in self.query_parameters])
        wanted = request.GET.get("path", "")
        if not wanted.startswith("/"):
            raise ParameterError("path", "invalid", _("A path starts with a slash."))
        page = page_at(wanted, self.content)
        if page is not None:
            return Response({"type": "page", "page": self.page_detail(page)})
        redirect = redirect_at(wanted, self.content)
        if redirect is None:
            raise Http404
        return Response({"type": "redirect", **redirect})


def redirect_at(wanted: str, content: Content) -> dict[str, Any] | None:
    """Status and location of a redirect, unless it leads to a page that is not public.

    One of this site wins over one of all sites.
    """
    try:
        old_path = Redirect.normalise_path(wanted)
    except ValueError:  # such as //[, which reads as the start of a broken host name
        return None
    redirects = Redirect.get_for_site(content.site).filter(old_path=old_path)
    redirect = redirects.order_by(F("site_id").asc(nulls_last=True)).first()
    location = _location(redirect, content) if redirect else None
    if redirect is None or location is None:
        return None
    return {"status": 301 if redirect.is_permanent else 302, "location": location}


def _location(redirect: Redirect, content: Content) -> str | None:
    if redirect.redirect_page_id is None:
        return redirect.redirect_link or None
    content.load(References(pages={redirect.redirect_page_id}))
    page = content.exact_page(redirect.redirect_page_id)
    return content.url(page) if page else None
