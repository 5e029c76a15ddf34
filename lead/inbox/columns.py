from typing import Any

from wagtail.admin.ui.tables import Column

from lead.models import Lead


class AgeColumn(Column):
    """How long ago a lead arrived, marked once it waits longer than the follow-up target."""

    cell_template_name = "lead/inbox/age_cell.html"

    def get_value(self, instance: Lead) -> Any:
        return instance.received_at

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_overdue": instance.is_overdue}
