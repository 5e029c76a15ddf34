"""What all endpoints of pages share."""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from wagtail.api import APIField
from wagtail.api.v2 import filters as stock
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page

from frontend_bridge import fallback, parameters, registry
from frontend_bridge.fallback import FALLBACK
from frontend_bridge.filters import ColumnFilter, LanguageFilter
from frontend_bridge.parameters import Parameter, ParameterError
from frontend_bridge.registry import model_fields
from frontend_bridge.search import SearchFilter
from frontend_bridge.serializers import SitePageSerializer
from frontend_bridge.viewsets import PublicEndpoint

#: What says which pages are meant, before an endpoint's own filters and the order. Search comes
#: last: whether a word is misspelt does not depend on those.
SCOPE = [
    ColumnFilter,
    stock.ChildOfFilter,
    stock.AncestorOfFilter,
    stock.DescendantOfFilter,
    stock.TranslationOfFilter,
    LanguageFilter,
    SearchFilter,
]


class PublicPagesEndpoint(PublicEndpoint, PagesAPIViewSet):
    """Pages, with the fields that `registry` lists for their type."""

    base_serializer_class = SitePageSerializer
    query_parameters: ClassVar[tuple[Parameter, ...]] = (
        *parameters.LISTING,
        parameters.SEARCH,
        parameters.SEARCH_OPERATOR,
        parameters.LOCALE,
        FALLBACK,
        *parameters.TREE,
    )
    detail_parameters = (*parameters.BASIC, parameters.LOCALE, FALLBACK)
    meta_fields = [*PagesAPIViewSet.meta_fields, "path", "seo", "json_ld", "breadcrumbs"]
    meta_fields += ["alternates", "is_fallback"]
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "path", "is_fallback"]
    detail_only_fields = [
        *PagesAPIViewSet.detail_only_fields,
        *("seo", "json_ld", "breadcrumbs", "alternates"),
        *registry.DETAIL_ONLY,
    ]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        fallback.check(self.query)
        if {"child_of", "descendant_of"} <= self.query.keys():
            raise ParameterError("descendant_of", "exclusive", _("Not together with child_of."))

    @classmethod
    def get_body_fields(cls, model: type[Model]) -> list[APIField]:
        return cls._convert_api_fields([*cls.body_fields, *model_fields(model).all])

    @classmethod
    def get_listing_default_fields(cls, model: type[Model]) -> list[str]:
        """The stock endpoint stays short; those of one page type list that type's fields."""
        own = [] if cls.model is Page else [field.name for field in model_fields(model).listing]
        return [*super().get_listing_default_fields(model), *own]

    def get_root_page(self) -> Page:
        if self.content.site is None:
            raise Http404
        return self.content.site.root_page

    def get_base_queryset(self) -> Any:
        return self.content.public.pages()

    def get_queryset(self) -> Any:
        return self.content.public.pages(self.model)
