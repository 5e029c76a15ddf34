"""What all endpoints share: errors, headers, parameter checks and batch loading."""

from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Field, Model
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from config.language import accepted_language
from frontend_bridge import errors, parameters, registry
from frontend_bridge.content import Content
from frontend_bridge.parameters import Parameter, ParameterError
from frontend_bridge.registry import model_fields
from frontend_bridge.serializers import SitePageSerializer, prefetch, prepare

MAX_ID = 2**63 - 1
LANGUAGES = ", ".join(code for code, _label in settings.LANGUAGES)


class Pagination(WagtailPagination):
    """Stock, as a list: what the items refer to is loaded for the whole page at once."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        return list(super().paginate_queryset(queryset, request, view))


class PublicEndpoint(BaseAPIViewSet):
    """A read-only JSON endpoint.

    `query_parameters` are what it accepts; with `summary` they also document it.
    """

    renderer_classes = [JSONRenderer]
    http_method_names = ["get", "head"]
    pagination_class = Pagination
    summary: ClassVar[str] = ""
    query_parameters: ClassVar[tuple[Parameter, ...]] = parameters.LISTING
    detail_parameters: ClassVar[tuple[Parameter, ...]] = parameters.BASIC
    find_parameters: ClassVar[tuple[Parameter, ...]] = (Parameter("id", "Id to look for.", "3"),)

    @classmethod
    def as_view(cls, *args: Any, **initkwargs: Any) -> Any:
        return conditional_page(super().as_view(*args, **initkwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        translation.activate(accepted_language(request))
        parameters.check_values(request.GET)
        if "search_operator" in request.GET:
            operators = ["and", "or"]
            parameters.choice("search_operator", request.GET["search_operator"], operators)
        if "rich_text_format" in request.GET:
            parameters.choice("rich_text_format", request.GET["rich_text_format"], ["html"])
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        if response.status_code < HTTPStatus.BAD_REQUEST:
            # Only errors follow Accept-Language; content says its language item by item.
            response.headers["Content-Language"] = LANGUAGES
        return response

    def handle_exception(self, exc: Exception) -> HttpResponse:
        with translation.override(accepted_language(self.request)):
            if isinstance(exc, Http404):
                return errors.not_found(self.request)
            if isinstance(exc, BadRequestError):
                return errors.bad_request(exc)
            if isinstance(exc, APIException):
                return errors.refused(exc)
        raise exc

    @cached_property
    def content(self) -> Content:
        return Content(self.request._request, self.get_site())

    def get_site(self) -> Site | None:
        return Site.find_for_request(self.request._request)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "content": self.content}

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def resolve_rich_text_format(self) -> str:
        return "html"

    @classmethod
    def parameter_names(cls, known: tuple[Parameter, ...], model: type[Model]) -> set[str]:
        columns = cls.get_available_fields(model, db_fields_only=True)
        return {parameter.name for parameter in known} | set(columns)

    def check_query_parameters(self, queryset: Any) -> None:
        known = self.query_parameters if self.action == "listing_view" else self.detail_parameters
        parameters.check_names(self.request.GET, self.parameter_names(known, queryset.model))

    @classmethod
    def get_available_fields(cls, model: type[Model], db_fields_only: bool = False) -> list[str]:
        """Stock also filters and sorts by relations and streams, which fails or multiplies rows."""
        names = super().get_available_fields(model, db_fields_only)
        return [name for name in names if _is_column(model, name)] if db_fields_only else names

    @classmethod
    def _get_serializer_class(cls, *args: Any, **kwargs: Any) -> Any:
        try:
            return super()._get_serializer_class(*args, **kwargs)
        except ParameterError:
            raise
        except BadRequestError as error:
            valid = ", ".join(sorted(cls.get_available_fields(args[1])))
            message = _("%(error)s. Valid ones: %(valid)s.") % {"error": error, "valid": valid}
            raise ParameterError("fields", "unknown_field", message) from error

    def listing_view(self, request: Request) -> Response:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        instances = self.paginate_queryset(self.filter_queryset(queryset))
        serializer = self.get_serializer(instances, many=True)
        self.load(serializer.child, instances)
        return self.get_paginated_response(serializer.data)

    def load(self, serializer: Any, instances: list[Any]) -> None:
        prefetch(serializer, instances)
        prepare(serializer, instances, self.content)

    def detail_view(self, request: Request, pk: int) -> Response:
        if pk > MAX_ID:
            raise Http404
        self.check_query_parameters(self.get_queryset())
        serializer = self.get_serializer(self.get_object())
        prepare(serializer, [serializer.instance], self.content)
        return Response(serializer.data)

    def find_view(self, request: Request) -> HttpResponse:
        known = (*self.detail_parameters, *self.find_parameters)
        parameters.check_names(request.GET, self.parameter_names(known, self.model))
        return super().find_view(request)

    def find_object(self, queryset: Any, request: Request) -> Any:
        if "id" in request.GET:
            return queryset.filter(pk=parameters.number("id", request.GET["id"])).first()
        return None

    def listed_items(self, instances: Any) -> list[dict[str, Any]]:
        """Objects of another endpoint, as its listing (or its nested form) shows them."""
        instances = list(instances)
        if not instances:
            return []
        serializer = self._serializer_of(instances[0], nested=not isinstance(instances[0], Page))
        self.load(serializer, instances)
        return [serializer.to_representation(instance) for instance in instances]

    def page_detail(self, page: Page) -> dict[str, Any]:
        """The whole page as its own endpoint's detail view shows it."""
        serializer = self._serializer_of(page, show_details=True)
        prepare(serializer, [page], self.content)
        return serializer.to_representation(page)

    def _serializer_of(self, instance: Model, **shape: bool) -> Any:
        router = self.request.wagtailapi_router
        _name, endpoint = router.get_model_endpoint(type(instance))
        serializer_class = endpoint._get_serializer_class(router, type(instance), [], **shape)
        return serializer_class(context=self.get_serializer_context())


def _is_column(model: type[Model], name: str) -> bool:
    """Whether readers may filter and sort by `name`. Our `path` is not the tree's column."""
    if name == "path":
        return False
    field = model._meta.get_field(name)
    return isinstance(field, Field) and not field.is_relation and not isinstance(field, StreamField)


class PublicPagesEndpoint(PublicEndpoint, PagesAPIViewSet):
    """Pages, with the fields that `registry` lists for their type."""

    base_serializer_class = SitePageSerializer
    query_parameters: ClassVar[tuple[Parameter, ...]] = (
        *parameters.LISTING,
        parameters.ORDER,
        parameters.SEARCH,
        parameters.SEARCH_OPERATOR,
        parameters.LOCALE,
        *parameters.TREE,
    )
    detail_parameters = (*parameters.BASIC, parameters.TREE[-1])
    meta_fields = [*PagesAPIViewSet.meta_fields, "path", "seo", "json_ld", "breadcrumbs"]
    meta_fields.append("alternates")
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "path"]
    detail_only_fields = [
        *PagesAPIViewSet.detail_only_fields,
        *("seo", "json_ld", "breadcrumbs", "alternates"),
        *registry.DETAIL_ONLY,
    ]

    @classmethod
    def get_body_fields(cls, model: type[Model]) -> list[APIField]:
        return cls._convert_api_fields([*cls.body_fields, *model_fields(model).all])

    def get_site(self) -> Site | None:
        """The site in `site`, else the one that the request's host belongs to."""
        if "site" not in self.request.GET:
            return super().get_site()
        host, _colon, port = self.request.GET["site"].partition(":")
        sites = Site.objects.filter(hostname=host)
        if port:
            sites = sites.filter(port=parameters.number("site", port))
        if len(found := list(sites[:2])) != 1:
            raise ParameterError("site", "invalid", _("Not exactly one site has this address."))
        return found[0]

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
