from typing import Annotated, Any, Literal

from django.http import Http404
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import TypedDict
from wagtail.contrib.redirects.models import Redirect

from config.openapi import component
from frontend_bridge import fallback, parameters, redirects
from frontend_bridge.pages_viewset import PublicPagesEndpoint
from frontend_bridge.parameters import Choice, Parameter
from frontend_bridge.routing import page_at, page_in

PATH = Parameter(
    "path",
    "Path on the frontend, with its language prefix.",
    "/en/products/",
    pattern=r"/.*",
    required=True,
)

LOCALE = Choice(
    "locale",
    "Language of the page, wherever the path leads; that of the path when missing.",
    "en",
    choices=parameters.LOCALE.choices,
)


class ResolvedPage(TypedDict):
    type: Literal["page"]
    page: Annotated[dict[str, Any], component("Page")]


class ResolvedRedirect(redirects.Forward):
    type: Literal["redirect"]


class ResolveEndpoint(PublicPagesEndpoint):
    summary = "What is at a path: the whole page, or where a redirect leads, else 404."
    model = Redirect
    answer = ResolvedPage | ResolvedRedirect
    query_parameters = (
        PATH,
        LOCALE,
        fallback.FALLBACK,
        *parameters.COMMON,
    )

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "resolve_view"}), name="listing")]

    def resolve_view(self, request: Request) -> Response:
        wanted, languages = self.query["path"], fallback.languages(self.query)
        page = (
            page_in(languages, wanted, self.content) if languages else page_at(wanted, self.content)
        )
        if page is not None:
            return Response({"type": "page", "page": self.page_detail(page)})
        forward = redirects.follow(wanted, self.content)
        if forward is None:
            raise Http404
        return Response({"type": "redirect", **forward})
