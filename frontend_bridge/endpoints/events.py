from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.api.v2 import filters as stock

from cms.models import EventPage
from frontend_bridge import parameters
from frontend_bridge.events import not_over
from frontend_bridge.filters import (
    AUDIENCE,
    BRAND,
    ColumnFilter,
    LanguageFilter,
    OrderingFilter,
    SearchFilter,
    audience_condition,
    brand_condition,
)
from frontend_bridge.parameters import Parameter
from frontend_bridge.viewsets import PublicPagesEndpoint

WHEN = Parameter(
    "when", "upcoming (soonest first) or past (latest first); all when missing.", "upcoming"
)


class EventFilter(BaseFilterBackend):
    """`when`, `brand` and `audience`, and the order that suits them."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        query = request.GET
        if "brand" in query:
            queryset = queryset.filter(brand_condition(query.getlist("brand")))
        if "audience" in query:
            queryset = queryset.filter(audience_condition(query.getlist("audience")))
        if "when" not in query:
            return queryset.order_by("-starts_at", "pk")
        if parameters.choice("when", query["when"], ["upcoming", "past"]) == "upcoming":
            return queryset.filter(not_over()).order_by("starts_at", "pk")
        return queryset.exclude(not_over()).order_by("-starts_at", "pk")


class EventsEndpoint(PublicPagesEndpoint):
    summary = "Trainings and seminars."
    model = EventPage
    query_parameters = (WHEN, BRAND, AUDIENCE, *PublicPagesEndpoint.query_parameters)
    filter_backends = [
        ColumnFilter,
        stock.ChildOfFilter,
        stock.DescendantOfFilter,
        stock.TranslationOfFilter,
        LanguageFilter,
        EventFilter,
        OrderingFilter,
        SearchFilter,
    ]
