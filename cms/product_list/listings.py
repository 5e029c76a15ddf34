"""The pages that a list in the admin shows, for "select all".

Wagtail's own bulk actions take every page below the list's parent, whatever the filters leave;
in a list without a parent that is every page of every site.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.models import Page

from cms.product_list.viewset import product_list


def listed_products(request: HttpRequest) -> list[int]:
    """What the product list shows on all its pages, given the list's own query."""
    view = product_list.index_view_class(**_options(product_list))
    view.setup(request)
    return list(view.get_queryset().values_list("pk", flat=True))


def explored_pages(request: HttpRequest, parent_id: str | None) -> list[int]:
    """What the explorer shows below a parent on all its pages, given its own query."""
    parent = Page.objects.filter(pk=parent_id).first() if (parent_id or "").isdecimal() else None
    if parent is None:
        return []
    view = ExplorableIndexView(model=Page)
    view.setup(request)
    view.parent_page = parent.specific
    if view.filters and not view.filters.is_valid():
        return []
    return [page.pk for page in view.get_queryset()]


def _options(viewset: Any) -> dict[str, Any]:
    options = {**viewset.get_common_view_kwargs(), **viewset.get_index_view_kwargs()}
    return {
        name: value
        for name, value in options.items()
        if hasattr(viewset.index_view_class, name) and value is not viewset.UNDEFINED
    }
