"""Wagtail's serialisers, with full addresses, public relations and no query per item."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, prefetch_related_objects
from django.utils import translation
from rest_framework.fields import SkipField
from rest_framework.relations import ManyRelatedField
from typing_extensions import TypedDict
from wagtail.api.v2 import serializers as stock
from wagtail.models import Page

from frontend_bridge.content import Content, References
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.fallback import IsFallbackField
from frontend_bridge.json_ld import JsonLdField
from frontend_bridge.links import PagePathField, PageUrlField, page_type
from frontend_bridge.seo import SeoField
from frontend_bridge.trail import AlternatesField, BreadcrumbsField


class RelatedField(stock.RelatedField):
    """Stock builds a new serialiser for each related object; one per field is enough."""

    @cached_property
    def serializer(self) -> Any:
        return self.serializer_class(context=self.context)

    def get_attribute(self, instance: Any) -> Any:
        """A draft may lack a relation that is required for publishing."""
        if getattr(instance, f"{self.field_name}_id") is None:
            return None
        return super().get_attribute(instance)

    def gather(self, instance: Any, references: References) -> None:
        gather(self.serializer, filter(None, [self.get_attribute(instance)]), references)

    def to_representation(self, value: Model) -> Any:
        return self.serializer.to_representation(value)


def _detail_url(context: Mapping[str, Any], model: type[Model], pk: int) -> str | None:
    """On the API's host of the site, which `site` names again where it was named."""
    path = context["router"].get_object_detail_urlpath(model, pk)
    if path is None:
        return None
    site = context["view"].query.get("site")
    query = f"?{urlencode({'site': site})}" if site else ""
    return f"{context['content'].api_url(path)}{query}"


class DetailUrlField(stock.DetailUrlField):
    """On the API's host of the site; a preview of a page that was never saved has no address."""

    def get_attribute(self, instance: Any) -> Any:
        address = _detail_url(self.context, type(instance), instance.pk) if instance.pk else None
        if address is None:
            raise SkipField
        return address


class LinkedPageMeta(TypedDict):
    type: str
    detail_url: str | None
    html_url: str | None


class LinkedPage(TypedDict):
    """Another page, as Wagtail's API names it."""

    id: int
    meta: LinkedPageMeta
    title: str


class LinkedPageField(InstanceField):
    """A page that the instance belongs to, when that one is public too."""

    def linked(self, page: Page | None) -> LinkedPage | None:
        if page is None:
            return None
        return {
            "id": page.pk,
            "meta": {
                "type": page_type(page),
                "detail_url": _detail_url(self.context, Page, page.pk),
                "html_url": self.content.url(page),
            },
            "title": page.title,
        }


class ParentField(LinkedPageField):
    """The page above in the tree."""

    def to_representation(self, page: Page) -> LinkedPage | None:
        above = self.content.public.pages().filter(path=page.path[: -page.steplen])
        return self.linked(above.select_related("locale").first())


class AliasOfField(LinkedPageField):
    """The page that an alias mirrors."""

    def gather(self, instance: Page, references: References) -> None:
        references.pages.add(instance.alias_of_id)

    def to_representation(self, page: Page) -> LinkedPage | None:
        return self.linked(self.content.exact_page(page.alias_of_id))


class TermSerializer(stock.BaseSerializer):
    """Brands, categories and functions."""

    serializer_related_field = RelatedField
    detail_url = DetailUrlField(read_only=True)


class SitePageSerializer(stock.PageSerializer):
    """A page, in its own language whatever the request's language is."""

    serializer_related_field = RelatedField
    detail_url = DetailUrlField(read_only=True)
    html_url = PageUrlField(read_only=True)
    path = PagePathField(read_only=True)
    parent = ParentField(read_only=True)
    alias_of = AliasOfField(read_only=True)
    seo = SeoField(read_only=True)
    json_ld = JsonLdField(read_only=True)
    breadcrumbs = BreadcrumbsField(read_only=True)
    alternates = AlternatesField(read_only=True)
    is_fallback = IsFallbackField(read_only=True)

    def to_representation(self, instance: Page) -> Any:
        with translation.override(instance.locale.language_code):
            return super().to_representation(instance)


def gather(serializer: Any, instances: Iterable[Any], references: References) -> None:
    """Note everything that the serialiser's fields will look up for `instances`."""
    fields = [field for field in serializer.fields.values() if hasattr(field, "gather")]
    for instance in instances:
        for field in fields:
            field.gather(instance, references)


def _relation(field: Any) -> str | None:
    """The relation that a field reads from its instance, by its name in `prefetch_related`."""
    if isinstance(field, ManyRelatedField | stock.RelatedField):
        return str(field.field_name)
    return getattr(field, "prefetch", None)


def prefetch(serializer: Any, instances: list[Any]) -> None:
    """Load the relations of listed instances, with one query each."""
    relations = {name for name in map(_relation, serializer.fields.values()) if name}
    if instances and isinstance(instances[0], Page):
        relations.add("locale")
    prefetch_related_objects(instances, *sorted(relations))


def prepare(serializer: Any, instances: list[Any], content: Content) -> None:
    """Load all that `instances` refer to."""
    references = References()
    gather(serializer, instances, references)
    content.load(references)
