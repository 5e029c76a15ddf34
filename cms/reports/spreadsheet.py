"""Downloads of reports whose cells no spreadsheet program runs as formulas."""

from typing import Any

from wagtail.admin.views.reports import ReportView

from cms.catalogue.cells import to_cell


class SafeReportView(ReportView):
    """Wagtail marks formulas as text in XLSX only, and control characters end its download."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        cell = super().preprocess_field_value(field, value, export_format)
        return to_cell(cell) if isinstance(cell, str) else cell
