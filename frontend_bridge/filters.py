"""Query filters beside Wagtail's own."""

import datetime
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Exists, Field, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.api.v2.filters import OrderingFilter as StockOrderingFilter
from wagtail.api.v2.utils import parse_boolean
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import OrderByFieldError

from cms.models import Audience
from frontend_bridge import parameters
from frontend_bridge.parameters import Parameter, ParameterError

BRAND = Parameter("brand", "Slug of a brand; repeatable, any of them matches.", "aurora")
CATEGORY = Parameter("category", "Slug of a category; repeatable, any of them matches.", "shampoo")
FUNCTION = Parameter("function", "Slug of a function; repeatable, any of them matches.", "repair")
AUDIENCE = Parameter("audience", "SALON or BARBER; repeatable, any of them matches.", "SALON")
WORD = re.compile(r"[^\W_]+")
#: Parameters that name pages of one language already.
LANGUAGE_BOUND = ("translation_of", "child_of", "ancestor_of", "descendant_of")


def brand_condition(slugs: list[str]) -> Q:
    return Q(brand__slug__in=slugs)


def audience_condition(values: list[str]) -> Q:
    condition = Q()
    for value in parameters.choices("audience", values, Audience.values):
        condition |= Q(**{f"for_{value.lower()}": True})
    return condition


def term_condition(relation: Any, slugs: list[str]) -> Q:
    """Pages with any of the terms; a join would list a page once per matching term."""
    through = relation.through
    source = relation.field.m2m_field_name()
    target = relation.field.m2m_reverse_field_name()
    links = through.objects.filter(**{f"{source}_id": OuterRef("pk"), f"{target}__slug__in": slugs})
    return Q(Exists(links))


class ColumnFilter(BaseFilterBackend):
    """Equality on plain columns, as Wagtail's `FieldsFilter`; what no column can hold is a 400."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        columns = set(view.get_available_fields(queryset.model, db_fields_only=True))
        for name in columns & set(request.GET):
            field = queryset.model._meta.get_field(name)
            queryset = queryset.filter(**{name: _column_value(field, request.GET[name])})
        return queryset


def _column_value(field: Field[Any, Any], text: str) -> Any:
    try:
        value = parse_boolean(text) if isinstance(field, BooleanField) else field.to_python(text)
        return _in_utc(value) if isinstance(value, datetime.datetime) else value
    except (ValidationError, ValueError, OverflowError) as error:
        raise ParameterError(field.name, "invalid", _("Not a value of this field.")) from error


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    """As databases store it; the first and last hours of the calendar overflow."""
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    return aware.astimezone(datetime.UTC)


class LanguageFilter(BaseFilterBackend):
    """One language: `locale`, else Indonesian unless the parameters name pages already."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        bound = any(name in request.GET for name in LANGUAGE_BOUND) or view.action != "listing_view"
        language = parameters.language(request.GET, None if bound else settings.LANGUAGE_CODE)
        return _with_language(queryset, language)


class AnyLanguageFilter(BaseFilterBackend):
    """`locale`, else all languages, as in Wagtail; an unknown one is a 400 here, not a 404."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return _with_language(queryset, parameters.language(request.GET, None))


def _with_language(queryset: Any, language: str | None) -> Any:
    if language is None:
        return queryset
    filtered = queryset.filter(locale__language_code=language)
    if hasattr(queryset, "_filtered_by_child_of"):
        filtered._filtered_by_child_of = queryset._filtered_by_child_of
    return filtered


class OrderingFilter(StockOrderingFilter):
    """Stock, with the id as the last word, so that no page of a list overlaps the next."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        ordered = super().filter_queryset(request, queryset, view)
        if ordered is queryset or ordered.query.order_by == ("?",):
            return ordered
        return ordered.order_by(*ordered.query.order_by, "id")


class SearchFilter(BaseFilterBackend):
    """Whole words; when there are none, words that begin like the last one.

    It works on the ids of what the other filters left, because search refuses unindexed columns,
    and on bare words, because SQLite's backend lets the index's query syntax through.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        words = " ".join(WORD.findall(request.GET["search"].lower()))
        if not words:
            return queryset.none()
        order = queryset.query.order_by if "order" in request.GET else ()
        candidates = searchable(queryset).order_by(*order)
        options = {
            "operator": request.GET.get("search_operator"),
            "order_by_relevance": "order" not in request.GET,
        }
        try:
            found = get_search_backend().search(words, candidates, **options)
            if found.count():
                return found
            return get_search_backend().autocomplete(words, candidates, **options)
        except OrderByFieldError as error:
            message = _("A search cannot be sorted by %s.") % error.field_name
            raise ParameterError("order", "invalid", message) from error


def searchable(queryset: QuerySet[Any]) -> QuerySet[Any]:
    ids = queryset.order_by().values("pk")
    return queryset.model._default_manager.filter(pk__in=ids)
