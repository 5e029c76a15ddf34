from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2 import filters as stock

from cms.models import ProductPage
from frontend_bridge import parameters
from frontend_bridge.facets import COUNTS, facet, filtered
from frontend_bridge.filters import (
    AUDIENCE,
    BRAND,
    CATEGORY,
    FUNCTION,
    ColumnFilter,
    LanguageFilter,
    OrderingFilter,
    SearchFilter,
)
from frontend_bridge.parameters import Parameter
from frontend_bridge.viewsets import PublicPagesEndpoint

FACETS = Parameter(
    "facets", "Adds meta.facets: any of brand, category, function, audience.", "brand,audience"
)


class ProductFilter(BaseFilterBackend):
    """`brand`, `category`, `function` and `audience`."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return filtered(queryset, view.chosen)


class ProductSearchFilter(SearchFilter):
    """A product's code finds that product.

    PostgreSQL's text search reads the end of ``SRM-1`` as minus one.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        named = queryset.filter(code__iexact=request.GET.get("search", "").strip())
        if "search" in request.GET and named.exists():
            return named
        return super().filter_queryset(request, queryset, view)


SCOPE = [
    ColumnFilter,
    stock.ChildOfFilter,
    stock.AncestorOfFilter,
    stock.DescendantOfFilter,
    stock.TranslationOfFilter,
    LanguageFilter,
]


class ProductsEndpoint(PublicPagesEndpoint):
    summary = "Products, filtered by slugs: any value within a filter, all filters together."
    model = ProductPage
    query_parameters = (
        BRAND,
        CATEGORY,
        FUNCTION,
        AUDIENCE,
        FACETS,
        *PublicPagesEndpoint.query_parameters,
    )
    filter_backends = [*SCOPE, ProductFilter, OrderingFilter, ProductSearchFilter]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The filters in use, by name."""
        query = self.request.GET
        return {name: query.getlist(name) for name in COUNTS if name in query}

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        names = [name for name in self.request.GET.get("facets", "").split(",") if name]
        if names:
            parameters.choices("facets", names, COUNTS)
            response.data["meta"]["facets"] = self._facets(names)
        return response

    def _facets(self, names: list[str]) -> dict[str, Any]:
        products, chosen = self._in_scope(), self.chosen
        language = parameters.language(self.request.GET, settings.LANGUAGE_CODE)
        with translation.override(language):
            return {name: facet(name, products, chosen) for name in names}

    def _in_scope(self) -> QuerySet[Any]:
        """The products that the search finds, before any of the facets' filters."""
        products = self.get_queryset()
        for backend in SCOPE:
            products = backend().filter_queryset(self.request, products, self)
        if "search" not in self.request.GET:
            return products
        found = ProductSearchFilter().filter_queryset(self.request, products, self)
        return ProductPage.objects.filter(pk__in=[product.pk for product in found])
