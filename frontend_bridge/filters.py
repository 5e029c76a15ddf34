"""Query filters beside Wagtail's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.api.v2 import filters as stock
from wagtail.api.v2.utils import BadRequestError

from cms.models import Audience
from frontend_bridge import fallback, parameters
from frontend_bridge.parameters import Choice, ParameterError, Several

BRAND = parameters.slugs("brand", "Slugs of brands; any of them matches.", "aurora")
CATEGORY = parameters.slugs("category", "Slugs of categories; any of them matches.", "shampoo")
FUNCTION = parameters.slugs("function", "Slugs of functions; any of them matches.", "repair")
AUDIENCE = Several(
    "audience",
    "Whom it is for; any of them matches.",
    "SALON",
    item=Choice("audience", "", choices=tuple(Audience.values)),
)
#: Parameters that name pages of one language already.
LANGUAGE_BOUND = ("translation_of", "child_of", "ancestor_of", "descendant_of")
#: Wagtail's own filters say what is wrong, but not always with which parameter.
STOCK_PARAMETERS = {
    stock.ChildOfFilter: "child_of",
    stock.AncestorOfFilter: "ancestor_of",
    stock.DescendantOfFilter: "descendant_of",
    stock.TranslationOfFilter: "translation_of",
}


@contextmanager
def naming_fault(backend: type[BaseFilterBackend]) -> Iterator[None]:
    """Give the fault that one of Wagtail's filters finds the name of its parameter."""
    try:
        yield
    except BadRequestError as error:
        if isinstance(error, ParameterError):
            raise
        name = STOCK_PARAMETERS[backend]
        raise ParameterError(name, "not_found", _("No such public page.")) from error


def brand_condition(slugs: list[str]) -> Q:
    return Q(brand__slug__in=slugs)


def audience_condition(values: list[str]) -> Q:
    condition = Q()
    for value in values:
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
        columns = view.get_available_fields(queryset.model, db_fields_only=True)
        asked = {name: view.query[name] for name in columns if name in view.query}
        return queryset.filter(**asked) if asked else queryset


class LanguageFilter(BaseFilterBackend):
    """One language: `locale`, else Indonesian unless the parameters name pages already."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        bound = any(name in view.query for name in LANGUAGE_BOUND) or view.action != "listing_view"
        default = None if bound else settings.LANGUAGE_CODE
        return _with_language(queryset, view.query.get("locale", default), view)


class AnyLanguageFilter(BaseFilterBackend):
    """`locale`, else all languages, as in Wagtail; an unknown one is a 400 here, not a 404."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return _with_language(queryset, view.query.get("locale"), view)


def _with_language(queryset: Any, language: str | None, view: Any) -> Any:
    if language is None:
        return queryset
    return queryset.filter(fallback.in_language(language, view.query, view.content))


class OrderingFilter(BaseFilterBackend):
    """As Wagtail's, with the id as the last word, so that no page of a list overlaps the next."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        order = view.query.get("order")
        if not order:
            return queryset
        if "random" not in order:
            return queryset.order_by(*order, "id")
        if len(order) > 1 or "offset" in view.query:
            message = _("A random order stands alone and has no offset.")
            raise ParameterError("order", "invalid", message)
        return queryset.order_by("?")
