from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from cms.models import EventPage
from frontend_bridge.events import not_over
from frontend_bridge.filters import (
    AUDIENCE,
    BRAND,
    OrderingFilter,
    audience_condition,
    brand_condition,
)
from frontend_bridge.pages_viewset import SCOPE, PublicPagesEndpoint
from frontend_bridge.parameters import Choice

WHEN = Choice(
    "when",
    "Upcoming, soonest first, or past, latest first; all when missing.",
    "upcoming",
    choices=("upcoming", "past"),
)


class EventFilter(BaseFilterBackend):
    """`when`, `brand` and `audience`, and the order that suits them."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        query = view.query
        if "brand" in query:
            queryset = queryset.filter(brand_condition(query["brand"]))
        if "audience" in query:
            queryset = queryset.filter(audience_condition(query["audience"]))
        match query.get("when"):
            case "upcoming":
                queryset, order = queryset.filter(not_over()), ("starts_at", "pk")
            case "past":
                queryset, order = queryset.exclude(not_over()), ("-starts_at", "pk")
            case _:
                order = ("-starts_at", "pk")
        # What is found comes best match first.
        return queryset if "search" in query else queryset.order_by(*order)


class EventsEndpoint(PublicPagesEndpoint):
    summary = "Trainings and seminars."
    model = EventPage
    query_parameters = (WHEN, BRAND, AUDIENCE, *PublicPagesEndpoint.query_parameters)
    filter_backends = [*SCOPE, EventFilter, OrderingFilter]
