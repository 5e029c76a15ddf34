"""How many products each filter value would show. A facet ignores its own filter."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from cms.models import Audience, Brand, Category, Function, ProductPage
from frontend_bridge.content import current_language
from frontend_bridge.filters import audience_condition, brand_condition, term_condition


class FacetValue(TypedDict):
    """A value to filter by and how many products it would show."""

    slug: str
    name: str
    count: int


class Facets(TypedDict, total=False):
    """Only the facets that were asked for."""

    brand: list[FacetValue]
    category: list[FacetValue]
    function: list[FacetValue]
    audience: list[FacetValue]


Facet = list[FacetValue]
CONDITIONS: dict[str, Callable[[list[str]], Q]] = {
    "brand": brand_condition,
    "category": lambda slugs: term_condition(ProductPage.categories, slugs),
    "function": lambda slugs: term_condition(ProductPage.functions, slugs),
    "audience": audience_condition,
}


def _terms(model: Any, products: QuerySet[Any]) -> Facet:
    terms = model.objects.filter(products__in=products.order_by().values("pk"))
    counted = terms.annotate(count=Count("products", distinct=True)).order_by("sort_order", "slug")
    return [
        {
            "slug": term.slug,
            "name": getattr(term, "name", "") or term.localized("name", current_language()),
            "count": term.count,
        }
        for term in counted
    ]


def _audiences(products: QuerySet[Any]) -> Facet:
    counts = products.order_by().aggregate(
        SALON=Count("pk", filter=Q(for_salon=True)), BARBER=Count("pk", filter=Q(for_barber=True))
    )
    return [
        {"slug": value, "name": str(label), "count": counts[value]}
        for value, label in Audience.choices
        if counts[value]
    ]


COUNTS: dict[str, Callable[[QuerySet[Any]], Facet]] = {
    "brand": lambda products: _terms(Brand, products),
    "category": lambda products: _terms(Category, products),
    "function": lambda products: _terms(Function, products),
    "audience": _audiences,
}


def filtered(products: QuerySet[Any], chosen: dict[str, list[str]], but: str = "") -> QuerySet[Any]:
    """`products` under all chosen filters except `but`: OR inside one filter, AND across."""
    for name, values in chosen.items():
        if name != but:
            products = products.filter(CONDITIONS[name](values))
    return products


def facet(name: str, products: QuerySet[Any], chosen: dict[str, list[str]]) -> Facet:
    """Values of one facet with at least one product, in the editors' order."""
    return COUNTS[name](filtered(products, chosen, but=name))
