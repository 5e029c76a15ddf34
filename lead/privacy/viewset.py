from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from lead.export.viewset import ExportViewSet
from lead.privacy import views
from lead.privacy.permissions import may_erase


class PrivacyMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_erase(request.user)


class PersonViewSet(ViewSet):
    """Everything held on a person: look, hand out, erase, keep."""

    name = "people"
    url_prefix = "leads/people"
    icon = "user"
    menu_label = _("Everything on a person")
    menu_order = 10
    menu_item_class = PrivacyMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.PersonView.as_view(), name="index"),
            path("copy/", views.CopyView.as_view(), name="copy"),
            path("print/", views.PrintView.as_view(), name="print"),
            path("erase/", views.EraseView.as_view(), name="erase"),
            path("hold/<int:pk>/", views.HoldView.as_view(), name="hold"),
        ]


class ErasureViewSet(ViewSet):
    """The ledger of erasures."""

    name = "erasures"
    url_prefix = "leads/erasures"
    icon = "bin"
    menu_label = _("Erasures")
    menu_order = 30
    menu_item_class = PrivacyMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", views.ErasuresView.as_view(), name="index")]


class RecordViewSet(ViewSet):
    """The record of processing activities."""

    name = "processing_record"
    url_prefix = "leads/processing"
    icon = "doc-full"
    menu_label = _("Record of processing")
    menu_order = 40
    menu_item_class = PrivacyMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", views.RecordView.as_view(), name="index")]


class PersonalDataGroup(ViewSetGroup):
    menu_label = _("Personal data")
    menu_icon = "lock"
    menu_order = 95
    items = (PersonViewSet(), ExportViewSet(), ErasureViewSet(), RecordViewSet())
