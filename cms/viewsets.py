"""The menu *Catalogue*: the terms by which products and events are found."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models.orderable import set_max_order
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from cms.models import Brand, Category, Function
from cms.models.taxonomy import Term
from cms.renditions import thumbnail


class PictureColumn(Column):
    """A small thumbnail of the picture that `accessor` leads to; prefetch its renditions."""

    cell_template_name = "cms/tables/picture_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        picture = context["value"]
        return {**context, "thumbnail": thumbnail(picture) if picture else None}


class TermCreateView(CreateView):
    def save_instance(self) -> Term:
        """A new term takes the last place; Wagtail does so only where the order may be empty."""
        term: Term = super().save_instance()
        set_max_order(term, term.sort_order_field)
        return term


class TermViewSet(SnippetViewSet):
    """Terms in the order in which visitors see them; they are sorted by dragging."""

    add_view_class = TermCreateView
    ordering = "sort_order"
    list_per_page = 50
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A product and its translation count once."""
        products = Count("products__translation_key", distinct=True)
        return self.model.objects.annotate(product_count=products)


PRODUCT_COUNT = Column("product_count", label=_("Products"))


class BrandViewSet(TermViewSet):
    model = Brand
    icon = "pick"
    list_display = ["name", PictureColumn("logo", label=_("Logo")), "slug", PRODUCT_COUNT]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("logo__renditions")


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
    #: By which pages that are no snippets join the menu.
    submenu_hook = "register_catalogue_menu_item"
