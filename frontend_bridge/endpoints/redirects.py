from typing import Any

from rest_framework.request import Request
from wagtail.api import APIField
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.contrib.redirects.models import Redirect

from frontend_bridge import parameters, redirects
from frontend_bridge.content import References
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.filters import ColumnFilter, OrderingFilter
from frontend_bridge.parameters import Parameter
from frontend_bridge.serializers import DetailUrlField
from frontend_bridge.viewsets import PublicEndpoint

HTML_PATH = Parameter("html_path", "Old path on the frontend.", "/promo/")


class LocationField(InstanceField):
    """Absolute address where the redirect leads."""

    def gather(self, instance: Redirect, references: References) -> None:
        redirects.gather_target(instance, references)

    def to_representation(self, redirect: Redirect) -> str | None:
        return redirects.location(redirect, self.content)


class StatusField(InstanceField):
    def to_representation(self, redirect: Redirect) -> redirects.Status:
        return redirects.status(redirect)


class RedirectSerializer(BaseSerializer):
    detail_url = DetailUrlField(read_only=True)


class RedirectsEndpoint(PublicEndpoint):
    summary = "Old paths and where they lead; find/ looks one up by its path."
    model = Redirect
    base_serializer_class = RedirectSerializer
    query_parameters = parameters.LISTING
    find_parameters = (*PublicEndpoint.find_parameters, HTML_PATH)
    find_query_parameters = PublicEndpoint.find_query_parameters | {"html_path"}
    filter_backends = [ColumnFilter, OrderingFilter]
    body_fields = [
        *PublicEndpoint.body_fields,
        "old_path",
        APIField("location", LocationField()),
        APIField("status", StatusField()),
        "is_permanent",
    ]

    def get_queryset(self) -> Any:
        return redirects.public_redirects(self.content)

    @classmethod
    def get_listing_default_fields(cls, model: Any) -> list[str]:
        return cls.get_available_fields(model)

    def find_object(self, queryset: Any, request: Request) -> Any:
        if "html_path" in self.query:
            return redirects.redirect_at(self.query["html_path"], self.content)
        return super().find_object(queryset, request)
