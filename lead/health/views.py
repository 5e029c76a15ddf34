"""The page *Pipeline health*."""

from typing import Any

from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from config.admin_menu import PermittedMenuItem
from lead.health import wording
from lead.health.chart import LAYERS, chart
from lead.health.checks import Check, health
from lead.health.figures import Span
from lead.models import SubmissionCount

TITLE = gettext_lazy("Pipeline health")
URL_NAME = "lead_health"


class HealthView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For whoever has the permission to view `SubmissionCount`."""

    model = SubmissionCount
    permission_required = "view"
    page_title = TITLE
    header_icon = "clipboard-list"
    template_name = "lead/health/health.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = health()
        may_see_deliveries = self.request.user.has_perm("fanout.view_delivery")
        return super().get_context_data(
            checks=[_check(check) for check in found.checks],
            sections=[
                _section("hours", _("By hour, the last 48"), found.hours, "H:i", "D j M, H:i"),
                _section("days", _("By day, the last 30"), found.days, "j M", "D j M Y"),
            ],
            outcomes=LAYERS,
            channels=found.fanout.channels,
            deliveries_url=reverse("deliveries:index") if may_see_deliveries else "",
            canary=found.fanout.canary,
            is_canary_lost=found.fanout.is_canary_lost,
            processes=found.fanout.processes,
            **kwargs,
        )


def _check(check: Check) -> dict[str, Any]:
    return {
        "title": wording.title(check),
        "value": wording.value(check),
        "threshold": wording.threshold(check),
        "is_broken": check.is_broken,
    }


def _section(name: str, title: str, spans: list[Span], tick: str, label: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "chart": chart(spans),
        "first": date_format(spans[0].start, label),
        "middle": date_format(spans[len(spans) // 2].start, tick),
        "rows": [
            {
                "label": date_format(span.start, label),
                "counts": [span.tally.of(outcome) for outcome in LAYERS],
                "success": _success(span),
            }
            for span in reversed(spans)
        ],
    }


def _success(span: Span) -> str:
    rate = span.tally.success_rate
    return "" if rate is None else wording.percent(rate)


def menu_item() -> MenuItem:
    return PermittedMenuItem(
        TITLE,
        reverse_lazy(URL_NAME),
        model=SubmissionCount,
        action="view",
        icon_name=HealthView.header_icon,
        order=720,
    )


def report_urls() -> list[URLPattern]:
    return [path("reports/leads/", HealthView.as_view(), name=URL_NAME)]
