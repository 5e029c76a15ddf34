"""Words to find: every one as the beginning of a word, and misspelt names when there is none."""

import re
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Or, PlainText

from frontend_bridge.similar import similar

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 20


class SearchFilter(BaseFilterBackend):
    """Best match first unless `order` says otherwise.

    What it leaves is a query set, which further filters, facets and paging narrow as any other.
    It works on bare words, because SQLite's backend lets the index's query syntax through.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if "search" not in view.query:
            return queryset
        words = WORD.findall(view.query["search"].lower())[:MOST_WORDS]
        if not words:
            return queryset.none()
        found = _beginning_with(words, queryset, view.query.get("search_operator", "and"))
        if connection.vendor != "postgresql" or not issubclass(queryset.model, Page):
            return found
        return found if found.exists() else similar(words, queryset)


def _beginning_with(words: list[str], candidates: QuerySet[Any], operator: str) -> QuerySet[Any]:
    backend = get_search_backend()

    class PrefixCompiler(backend.query_compiler_class):  # type: ignore[name-defined]
        """Each word is a query of its own, so each is the last term of one."""

        LAST_TERM_IS_PREFIX = True

    query = {"and": And, "or": Or}[operator]([PlainText(word) for word in words])
    return backend.results_class(backend, PrefixCompiler(candidates, query)).get_queryset()
