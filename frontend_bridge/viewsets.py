"""What all endpoints share: errors, headers, parameter checks and batch loading."""

from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Field, Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import TypedDict
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from cms.hosts import known_sites, site_for_request
from config.language import accepted_language
from frontend_bridge import errors, parameters
from frontend_bridge.content import Content
from frontend_bridge.filters import naming_fault
from frontend_bridge.parameters import Parameter, ParameterError
from frontend_bridge.serializers import prefetch, prepare


class ListingMeta(TypedDict):
    """`total_count` counts all that match, on every page of the list."""

    total_count: int


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
    #: The type of `meta` in a list, and of the answer of an endpoint that is no list.
    listing_meta: ClassVar[Any] = ListingMeta
    answer: ClassVar[Any] = None
    query_parameters: ClassVar[tuple[Parameter, ...]] = parameters.LISTING
    detail_parameters: ClassVar[tuple[Parameter, ...]] = parameters.BASIC
    find_parameters: ClassVar[tuple[Parameter, ...]] = (
        parameters.Integer("id", "Id to look for.", "3"),
    )
    #: Typed values of the query's parameters, by name.
    query: dict[str, Any]

    @classmethod
    def as_view(cls, *args: Any, **initkwargs: Any) -> Any:
        return conditional_page(super().as_view(*args, **initkwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        translation.activate(accepted_language(request))
        raw = request.META.get("QUERY_STRING", "")
        self.query = parameters.parse(request.GET, raw, self.known_parameters())
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
        """The site in `site`, else the one that the request's host belongs to."""
        if "site" not in self.query:
            return site_for_request(self.request._request)
        host, _colon, port = self.query["site"].partition(":")
        sites = known_sites(self.request._request)
        found = [site for site in sites if site.hostname == host and port in {"", str(site.port)}]
        if len(found) != 1:
            raise ParameterError("site", "not_found", _("Not exactly one site has this address."))
        return found[0]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "content": self.content}

    def get_renderer_context(self) -> dict[str, Any]:
        return {**super().get_renderer_context(), "indent": None}

    def resolve_rich_text_format(self) -> str:
        return "html"

    def known_parameters(self) -> tuple[Parameter, ...]:
        """What this very request may ask."""
        return self.parameters_of(self.action, self.listed_model())

    @classmethod
    def parameters_of(cls, action: str, model: type[Model]) -> tuple[Parameter, ...]:
        match action:
            case "listing_view":
                return cls.listing_parameters(model)
            case "detail_view":
                return cls.detail_parameters
            case "find_view":
                return (*cls.detail_parameters, *cls.find_parameters)
            case _:
                return cls.query_parameters

    @classmethod
    def listing_parameters(cls, model: type[Model]) -> tuple[Parameter, ...]:
        """The endpoint's own, and equality filters and orders by the columns of `model`."""
        columns = cls.get_available_fields(model, db_fields_only=True)
        fields: list[Any] = [model._meta.get_field(name) for name in columns]
        own = {parameter.name for parameter in cls.query_parameters}
        filters = [parameters.column_parameter(field) for field in fields if field.name not in own]
        order = [parameters.order_parameter(columns)] if columns else []
        return (*cls.query_parameters, *order, *filters)

    def listed_model(self) -> type[Model]:
        return self.model

    def filter_queryset(self, queryset: Any) -> Any:
        for backend in self.filter_backends:
            with naming_fault(backend):
                queryset = backend().filter_queryset(self.request, queryset, self)
        return queryset

    @classmethod
    def get_available_fields(cls, model: type[Model], db_fields_only: bool = False) -> list[str]:
        """Stock also filters and sorts by relations and streams, which fails or multiplies rows."""
        names = super().get_available_fields(model, db_fields_only)
        return [name for name in names if _is_column(model, name)] if db_fields_only else names

    @classmethod
    def _get_serializer_class(
        cls, router: Any, model: type[Model], fields: Any, **shape: bool
    ) -> Any:
        try:
            return super()._get_serializer_class(router, model, fields, **shape)
        except ParameterError:
            raise
        except BadRequestError as error:
            unlisted = () if shape.get("show_details") else cls.detail_only_fields
            valid = ", ".join(sorted({*cls.get_available_fields(model)}.difference(unlisted)))
            message = _("%(error)s. Valid ones: %(valid)s.") % {"error": error, "valid": valid}
            raise ParameterError("fields", "unknown_field", message) from error

    def listing_view(self, request: Request) -> Response:
        instances = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        serializer = self.get_serializer(instances, many=True)
        self.load(serializer.child, instances)
        return self.get_paginated_response(serializer.data)

    def load(self, serializer: Any, instances: list[Any]) -> None:
        prefetch(serializer, instances)
        prepare(serializer, instances, self.content)

    def detail_view(self, request: Request, pk: int) -> Response:
        if pk > parameters.MAX_INTEGER:
            raise Http404
        serializer = self.get_serializer(self.get_object())
        prepare(serializer, [serializer.instance], self.content)
        return Response(serializer.data)

    def find_view(self, request: Request) -> HttpResponse:
        path = super().find_view(request)["Location"].removeprefix(settings.WAGTAILAPI_BASE_URL)
        return redirect(self.content.api_url(path))

    def find_object(self, queryset: Any, request: Request) -> Any:
        return queryset.filter(pk=self.query["id"]).first() if "id" in self.query else None

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
