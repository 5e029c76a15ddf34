"""References to pages."""

from typing_extensions import TypedDict
from wagtail.models import Page

from frontend_bridge.content import Content
from frontend_bridge.content_fields import InstanceField


class PageReference(TypedDict):
    """A page to link to."""

    id: int
    title: str
    url: str | None
    path: str | None
    type: str


def page_type(page: Page) -> str:
    """Such as ``cms.ProductPage``, without loading the specific page."""
    model = page.specific_class or type(page)
    return f"{model._meta.app_label}.{model.__name__}"


def page_reference(page: Page | None, content: Content) -> PageReference | None:
    if page is None:
        return None
    return {
        "id": page.pk,
        "title": page.title,
        "url": content.url(page),
        "path": content.path(page),
        "type": page_type(page),
    }


class PageUrlField(InstanceField):
    """The page's absolute address on the frontend."""

    def to_representation(self, page: Page) -> str | None:
        return self.content.url(page)


class PagePathField(InstanceField):
    """The page's path on the frontend, such as ``/en/products/serum/``."""

    def to_representation(self, page: Page) -> str | None:
        return self.content.path(page)
