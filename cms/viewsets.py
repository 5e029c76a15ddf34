"""The menu *Catalogue*: the terms by which products and events are found."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import Brand, Category, Function


class PictureColumn(Column):
    """A small thumbnail of the picture that `accessor` leads to."""

    cell_template_name = "cms/tables/picture_cell.html"


class TermViewSet(SnippetViewSet):
    """Terms in the order in which visitors see them; they are sorted by dragging."""

    ordering = "sort_order"
    list_per_page = 50
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model.objects.annotate(product_count=Count("products", distinct=True))


PRODUCT_COUNT = Column("product_count", label=_("Products, both languages"))


class BrandViewSet(TermViewSet):
    model = Brand
    icon = "pick"
    list_display = ["name", PictureColumn("logo", label=_("Logo")), "slug", PRODUCT_COUNT]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("logo")


class CategoryViewSet(TermViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name_id", "name_en", "slug", PRODUCT_COUNT]


class FunctionViewSet(TermViewSet):
    model = Function
    icon = "tasks"
    list_display = ["name_id", "name_en", "slug", PRODUCT_COUNT]


class CatalogueGroup(SnippetViewSetGroup):
    items = (BrandViewSet, CategoryViewSet, FunctionViewSet)
    menu_label = _("Catalogue")
    menu_name = "catalogue"
    menu_icon = "tag"
    menu_order = 150
