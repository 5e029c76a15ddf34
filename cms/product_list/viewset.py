from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import policy_registry

from cms.models import ProductPage
from cms.product_list.columns import COLUMNS
from cms.product_list.filters import ProductFilterSet
from cms.product_list.views import ProductIndexView


class EditorsMenuItem(MenuItem):
    """Only for people who may open the list, which asks the same question."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(ProductPage)
        actions = ProductIndexView.any_permission_required
        return bool(policy.user_has_any_permission(request.user, actions))


class ProductListViewSet(PageListingViewSet):
    """The menu entry *Products*, above the catalogue's terms."""

    name = "products"
    model = ProductPage
    icon = "pick"
    menu_label = _("Products")
    menu_order = 140
    menu_item_class = EditorsMenuItem
    add_to_admin_menu = True
    index_view_class = ProductIndexView
    filterset_class = ProductFilterSet
    columns = COLUMNS
    list_per_page = 50


product_list = ProductListViewSet()
