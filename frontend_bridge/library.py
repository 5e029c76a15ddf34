"""Pictures and documents of the media library that the public may list and read.

One is public once something public shows or links it. What only drafts, private or other sites'
pages use stays unknown, and so does what nothing uses yet.
"""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Q
from django.db.models.functions import Cast
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.models import Page, ReferenceIndex

from frontend_bridge import parameters
from frontend_bridge.content import Content
from frontend_bridge.content_fields import ContentField
from frontend_bridge.filters import ColumnFilter, OrderingFilter
from frontend_bridge.parameters import Parameter, Several
from frontend_bridge.search import SearchFilter
from frontend_bridge.viewsets import PublicEndpoint

TAGS = Several(
    "tags",
    "Tags; all of them match.",
    "salon",
    item=Parameter("tags", ""),
    separated=True,
    most=10,
)


def used_by_pages(model: type[Model], content: Content) -> Q:
    """Objects of `model` that a public page of this site holds, as Wagtail's index knows it."""
    pages = content.public.pages().order_by()
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        # The index knows objects by their id as text.
        object_id__in=pages.annotate(text_id=Cast("pk", CharField())).values("text_id"),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    return Q(Exists(references))


class TagFilter(BaseFilterBackend):
    """`tags`, as in Wagtail: one or several with commas, all of which an item has."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        for tag in view.query.get("tags", []):
            # A join for each would soon be more than a database takes.
            tagged = view.model._default_manager.filter(tags__name=tag)
            queryset = queryset.filter(pk__in=tagged.values("pk"))
        return queryset


class TagsField(ContentField):
    """Names in alphabetical order. Wagtail's own field asks the database for each item."""

    prefetch = "tags"

    def to_representation(self, value: Any) -> list[str]:
        return sorted(tag.name for tag in value.all())


class LibraryEndpoint(PublicEndpoint):
    """What pictures and documents share; fields and meta are those of Wagtail's own endpoints."""

    query_parameters: ClassVar[tuple[Parameter, ...]] = (
        *parameters.LISTING,
        parameters.SEARCH,
        parameters.SEARCH_OPERATOR,
        TAGS,
    )
    filter_backends = [ColumnFilter, TagFilter, SearchFilter, OrderingFilter]

    def used_publicly(self) -> Q:
        return used_by_pages(self.model, self.content)

    def get_queryset(self) -> Any:
        used = self.model.objects.filter(self.used_publicly())
        return self.content.public.media(used).order_by("pk")

    @classmethod
    def get_listing_default_fields(cls, model: type[Model]) -> list[str]:
        return cls.get_available_fields(model)
