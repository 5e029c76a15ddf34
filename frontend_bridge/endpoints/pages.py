from typing import Any

from rest_framework.request import Request
from wagtail.api.v2 import filters as stock
from wagtail.models import Page
from wagtail.query import PageQuerySet

from frontend_bridge import parameters
from frontend_bridge.filters import AnyLanguageFilter, ColumnFilter, OrderingFilter
from frontend_bridge.pages_viewset import PublicPagesEndpoint
from frontend_bridge.parameters import Parameter
from frontend_bridge.registry import FIELDS
from frontend_bridge.routing import page_at
from frontend_bridge.search import SearchFilter

PAGE_TYPES: dict[str, type[Page]] = {
    "wagtailcore.Page": Page,
    **{model._meta.label: model for model in FIELDS if issubclass(model, Page)},
}
TYPE = parameters.words("type", "Page types.", "cms.ProductPage", PAGE_TYPES)


class PagesEndpoint(PublicPagesEndpoint):
    summary = "Any page, as Wagtail's own API serves it; find/ looks one up by its path."
    query_parameters = (
        *PublicPagesEndpoint.query_parameters,
        TYPE,
    )
    find_parameters = (
        *PublicPagesEndpoint.find_parameters,
        Parameter("html_path", "Path on the frontend, with its language.", "/en/products/", r"/.*"),
    )
    filter_backends = [
        ColumnFilter,
        stock.ChildOfFilter,
        stock.AncestorOfFilter,
        stock.DescendantOfFilter,
        stock.TranslationOfFilter,
        AnyLanguageFilter,
        SearchFilter,
        OrderingFilter,
    ]

    def listed_model(self) -> type[Page]:
        """One type alone may be filtered and sorted by its own columns."""
        names = TYPE.parse(self.request.GET.getlist("type"))
        return PAGE_TYPES[names[0]] if len(names) == 1 else Page

    def get_queryset(self) -> Any:
        models = self._types()
        if len(models) == 1:
            return self.content.public.pages(models[0])
        pages: PageQuerySet = self.content.public.pages()
        return pages.type(*models) if models else pages

    def _types(self) -> tuple[type[Page], ...]:
        return tuple(PAGE_TYPES[name] for name in self.query.get("type", []))

    def find_object(self, queryset: Any, request: Request) -> Any:
        if "html_path" in self.query:
            return page_at(self.query["html_path"], self.content)
        return super().find_object(queryset, request)
