from typing import Any, NotRequired, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response

from cms.models import ProductPage
from frontend_bridge import parameters
from frontend_bridge.facets import COUNTS, Facets, facet, filtered
from frontend_bridge.filters import (
    AUDIENCE,
    BRAND,
    CATEGORY,
    FUNCTION,
    LANGUAGE_BOUND,
    OrderingFilter,
)
from frontend_bridge.pages_viewset import SCOPE, PublicPagesEndpoint
from frontend_bridge.search import SearchFilter
from frontend_bridge.viewsets import ListingMeta

FACETS = parameters.words("facets", "Adds meta.facets.", "brand,audience", COUNTS)


class ProductsMeta(ListingMeta):
    facets: NotRequired[Facets]


class ProductFilter(BaseFilterBackend):
    """`brand`, `category`, `function` and `audience`."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return filtered(queryset, view.chosen)


class ProductSearchFilter(SearchFilter):
    """A product's code finds that product.

    PostgreSQL's text search reads the end of ``SRM-1`` as minus one.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        named = queryset.filter(code__iexact=view.query.get("search", "").strip())
        if "search" in view.query and named.exists():
            return named
        return super().filter_queryset(request, queryset, view)


PRODUCT_SCOPE = [*SCOPE[:-1], ProductSearchFilter]


class ProductsEndpoint(PublicPagesEndpoint):
    summary = "Products, filtered by slugs: any value within a filter, all filters together."
    model = ProductPage
    listing_meta = ProductsMeta
    query_parameters = (
        BRAND,
        CATEGORY,
        FUNCTION,
        AUDIENCE,
        FACETS,
        *PublicPagesEndpoint.query_parameters,
    )
    filter_backends = [*PRODUCT_SCOPE, ProductFilter, OrderingFilter]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The filters in use, by name."""
        return {name: self.query[name] for name in COUNTS if name in self.query}

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        names = self.query.get("facets")
        if names:
            response.data["meta"]["facets"] = self._facets(names)
        return response

    def _facets(self, names: list[str]) -> Facets:
        products, chosen = self._in_scope(), self.chosen
        with translation.override(self._language(products)):
            return cast("Facets", {name: facet(name, products, chosen) for name in names})

    def _language(self, products: QuerySet[Any]) -> str:
        """That of the products; parameters that name a page may have chosen it."""
        if "locale" in self.query or not any(name in self.query for name in LANGUAGE_BOUND):
            return str(self.query.get("locale", settings.LANGUAGE_CODE))
        languages = products.order_by().values_list("locale__language_code", flat=True)
        return languages.first() or settings.LANGUAGE_CODE

    def _in_scope(self) -> QuerySet[Any]:
        """The products that the search finds, before any of the facets' filters."""
        products = self.get_queryset()
        for backend in PRODUCT_SCOPE:
            products = backend().filter_queryset(self.request, products, self)
        return products
