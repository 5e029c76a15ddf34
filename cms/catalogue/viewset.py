from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.catalogue import views
from cms.catalogue.branches import may_exchange


class ExchangeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_exchange(request.user)


class ExchangeViewSet(ViewSet):
    """The catalogue in and out of spreadsheets, in the menu *Catalogue*."""

    name = "catalogue_exchange"
    url_prefix = "catalogue"
    icon = "upload"
    menu_label = _("Import & export")
    menu_order = 10
    menu_hook = "register_catalogue_menu_item"
    menu_item_class = ExchangeMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        numbered: list[tuple[str, str, Any]] = [
            ("", "import", views.ImportView),
            ("progress/", "progress", views.ProgressView),
            ("apply/", "apply", views.ApplyView),
        ]
        return [
            path("", views.IndexView.as_view(), name="index"),
            path("export/", views.ExportView.as_view(), name="export"),
            re_path(
                r"^template\.(?P<file_format>csv|xlsx)$",
                views.TemplateView.as_view(),
                name="template",
            ),
            *(path(f"<int:pk>/{end}", view.as_view(), name=name) for end, name, view in numbered),
        ]
