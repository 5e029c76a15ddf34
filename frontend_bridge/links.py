"""References to pages."""

from typing import Any

from rest_framework.fields import Field
from wagtail.models import Page

from frontend_bridge.content import Content


def page_type(page: Page) -> str:
    """Such as ``cms.ProductPage``, without loading the specific page."""
    model = page.specific_class or type(page)
    return f"{model._meta.app_label}.{model.__name__}"


def page_reference(page: Page | None, content: Content) -> dict[str, Any] | None:
    if page is None:
        return None
    return {
        "id": page.pk,
        "title": page.title,
        "url": content.url(page),
        "path": content.path(page),
        "type": page_type(page),
    }


class PageUrlField(Field):
    """The page's absolute address on the frontend."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, page: Page) -> str | None:
        content: Content = self.context["content"]
        return content.url(page)


class PagePathField(Field):
    """The page's path on the frontend, such as ``/en/products/serum/``."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, page: Page) -> str | None:
        content: Content = self.context["content"]
        return content.path(page)
