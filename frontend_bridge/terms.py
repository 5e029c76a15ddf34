"""What the endpoints of brands, categories and functions share."""

from typing import Any, ClassVar

from wagtail.api import APIField

from frontend_bridge import parameters
from frontend_bridge.content import current_language
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.localized import LocalizedEndpoint
from frontend_bridge.parameters import LOCALE
from frontend_bridge.serializers import TermSerializer


class LocalizedField(InstanceField):
    """A term's text in the current language; stored as one column per language."""

    def to_representation(self, term: Any) -> str:
        return str(term.localized(self.name, current_language()))


class TermsEndpoint(LocalizedEndpoint):
    """Terms that public pages use, in the editors' order."""

    base_serializer_class = TermSerializer
    query_parameters = (*parameters.LISTING, LOCALE)
    detail_parameters = (*parameters.BASIC, LOCALE)
    fields: ClassVar[tuple[APIField, ...]] = (APIField("slug"), APIField("name", LocalizedField()))

    @classmethod
    def get_body_fields(cls, model: Any) -> list[APIField]:
        return cls._convert_api_fields([*cls.body_fields, *cls.fields])

    @classmethod
    def get_listing_default_fields(cls, model: Any) -> list[str]:
        return cls.get_available_fields(model)

    @classmethod
    def get_nested_default_fields(cls, model: Any) -> list[str]:
        """As a term is shown inside a product: without `meta`."""
        return cls.get_body_fields_names(model)

    @classmethod
    def get_available_fields(cls, model: Any, db_fields_only: bool = False) -> list[str]:
        """Terms are few: they are not filtered by their columns."""
        return [] if db_fields_only else super().get_available_fields(model)

    def get_queryset(self) -> Any:
        return self.content.public.terms(self.model)
