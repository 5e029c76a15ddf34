from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from wagtail.api.v2 import filters as stock
from wagtail.api.v2.utils import page_models_from_string
from wagtail.models import Page
from wagtail.query import PageQuerySet

from frontend_bridge.filters import AnyLanguageFilter, ColumnFilter, OrderingFilter, SearchFilter
from frontend_bridge.parameters import Parameter, ParameterError
from frontend_bridge.routing import page_at
from frontend_bridge.viewsets import PublicPagesEndpoint


class PagesEndpoint(PublicPagesEndpoint):
    summary = "Any page, as Wagtail's own API serves it; find/ looks one up by its path."
    query_parameters = (
        *PublicPagesEndpoint.query_parameters,
        Parameter("type", "A page type, or several with commas.", "cms.ProductPage"),
    )
    find_parameters = (
        *PublicPagesEndpoint.find_parameters,
        Parameter("html_path", "Path on the frontend, with its language.", "/en/products/"),
    )
    filter_backends = [
        ColumnFilter,
        stock.ChildOfFilter,
        stock.AncestorOfFilter,
        stock.DescendantOfFilter,
        OrderingFilter,
        stock.TranslationOfFilter,
        AnyLanguageFilter,
        SearchFilter,
    ]

    def get_queryset(self) -> Any:
        models = self._types()
        if len(models) == 1:
            return self.content.public.pages(models[0])
        pages: PageQuerySet = self.content.public.pages()
        return pages.type(*models) if models else pages

    def _types(self) -> tuple[type[Page], ...]:
        value = self.request.GET.get("type")
        if not value:
            return ()
        try:
            return page_models_from_string(value)
        except (LookupError, ValueError) as error:
            raise ParameterError("type", "invalid", _("There is no such page type.")) from error

    def find_object(self, queryset: Any, request: Request) -> Any:
        if "html_path" in request.GET:
            return page_at(request.GET["html_path"], self.content)
        return super().find_object(queryset, request)
