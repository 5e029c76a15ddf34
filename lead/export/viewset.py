from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from lead.export import views
from lead.export.permissions import may_export, may_see_all_exports


class ExportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_export(request.user) or may_see_all_exports(request.user)


class ExportViewSet(ViewSet):
    """The exports of leads and their record; they are asked for from the inbox."""

    name = "lead_exports"
    url_prefix = "leads/exports"
    icon = "download"
    menu_label = _("Exports")
    menu_order = 20
    menu_item_class = ExportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.IndexView.as_view(), name="index"),
            path("<int:pk>/", views.ExportView.as_view(), name="export"),
            path("<int:pk>/progress/", views.ProgressView.as_view(), name="progress"),
            path("<int:pk>/download/", views.DownloadView.as_view(), name="download"),
        ]
