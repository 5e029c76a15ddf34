"""Cells of the list. What is derived for a whole page of leads, the view adds to each lead."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from lead.models import Lead, LeadStatus


class LeadColumn(Column):
    """A cell that shows the lead with a template of its own."""

    def __init__(self, name: str, *, template: str, **options: Any) -> None:
        super().__init__(name, accessor=lambda lead: lead, **options)
        self.cell_template_name = f"lead/inbox/cells/{template}.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "lead": instance}


class BusinessColumn(TitleColumn):
    """Who it is, leading to the lead's page within this list."""

    cell_template_name = "lead/inbox/cells/business.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "lead": instance}


def is_new(lead: Lead) -> bool:
    return lead.status == LeadStatus.NEW


COLUMNS = [
    LeadColumn("due", template="due", label=_("To do"), sort_key="due_at", classname="lead-due"),
    StatusTagColumn(
        "status",
        accessor="get_status_display",
        label=_("Status"),
        sort_key="status",
        primary=is_new,
        classname="lead-status",
    ),
    LeadColumn("city", template="city", label=_("City"), sort_key="city", classname="lead-city"),
    LeadColumn(
        "owner",
        template="owner",
        label=_("Owner"),
        sort_key="owner__username",
        classname="lead-owner",
    ),
    LeadColumn("announced", template="announced", label=_("Announced"), classname="lead-announced"),
    LeadColumn(
        "touched",
        template="touched",
        label=_("Last touch"),
        sort_key="touched_at",
        classname="lead-touched",
    ),
    LeadColumn(
        "received",
        template="received",
        label=_("Received"),
        sort_key="received_at",
        classname="lead-received",
    ),
]
