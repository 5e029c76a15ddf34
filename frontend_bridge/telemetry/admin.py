"""The report *Website statistics*."""

from typing import Any

from django.apps import apps
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from config.admin_menu import PermittedMenuItem
from frontend_bridge.models import VitalCount
from frontend_bridge.telemetry import report
from frontend_bridge.telemetry.beacon import ERROR_PAGE
from frontend_bridge.telemetry.figures import Figure, thresholds_text
from frontend_bridge.telemetry.metrics import METRICS
from frontend_bridge.telemetry.models import Device
from frontend_bridge.telemetry.selection import selection

TITLE = gettext_lazy("Website statistics")
DEVICE_ICONS = {Device.MOBILE: "mobile-alt", Device.DESKTOP: "desktop"}


class TelemetryReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For whoever has the permission to view `VitalCount`, which stands for all that is counted."""

    model = VitalCount
    permission_required = "view"
    page_title = TITLE
    header_icon = "view"
    template_name = "frontend_bridge/telemetry/report.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, choices = selection(self.request)
        days = report.actions_by_day(asked)
        whole = report.total(actions for _day, actions in days)
        return super().get_context_data(
            choices=choices,
            asked=asked,
            metrics=[(metric, thresholds_text(metric)) for metric in METRICS.values()],
            vitals=[_shown(row) for row in report.vitals(asked)],
            days=days,
            total=whole,
            most=max(actions.total for _day, actions in days),
            page_tables=_page_tables(asked) if whole.total else [],
            **kwargs,
        )


def _page_tables(asked: report.Selection) -> list[dict[str, Any]]:
    tables = (
        ("page_id", _("On which pages"), _("Page")),
        ("first_page_id", _("Where those visits began"), _("First page of the visit")),
    )
    return [
        {
            "title": title,
            "heading": heading,
            "rows": [_page_shown(row) for row in report.actions_by_page(asked, column)],
        }
        for column, title, heading in tables
    ]


def _page_shown(row: report.PageRow) -> dict[str, Any]:
    if row.page:
        label = row.page.get_admin_display_title()
        url = reverse("wagtailadmin_pages:edit", args=[row.page.pk])
        return {"label": label, "url": url, "locale": row.page.locale, "actions": row.actions}
    label = _("Elsewhere, or deleted since")
    if row.others:
        label = _("%(count)d further pages") % {"count": row.others}
    return {"label": label, "actions": row.actions}


def _shown(row: report.VitalsRow) -> dict[str, Any]:
    device = Device(row.device)
    return {
        "page_type": _page_type(row.page_type),
        "is_whole": not row.page_type,
        "device": device.label,
        "device_icon": DEVICE_ICONS[device],
        "figures": [
            (name, percentile and Figure(METRICS[name], percentile))
            for name, percentile in row.figures.items()
        ],
    }


def _page_type(name: str) -> str:
    if not name:
        return _("All pages")
    if name == ERROR_PAGE:
        return _("Error pages")
    try:
        return capfirst(str(apps.get_model(name)._meta.verbose_name))
    except LookupError:
        return name  # of a type that has been removed since


def menu_item() -> MenuItem:
    address = reverse_lazy("telemetry_report")
    return PermittedMenuItem(
        TITLE, address, model=VitalCount, action="view", icon_name="view", order=730
    )


def report_urls() -> list[URLPattern]:
    return [path("reports/website/", TelemetryReportView.as_view(), name="telemetry_report")]
