from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.spreadsheets import FORMATS
from lead.export.table import COLUMNS, heading
from lead.privacy.mentions import names_somebody


class ExportForm(forms.Form):
    """In which form, which columns, and why."""

    file_format = forms.ChoiceField(
        label=_("Format"),
        choices=[(name, name.upper()) for name in reversed(FORMATS)],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What is it for?"),
        min_length=5,
        max_length=200,
        help_text=_("Kept with your name in the list of exports. Write no names or numbers."),
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take out only what you need."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(column, heading(column)) for column in COLUMNS]
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]
        self.fields["columns"].initial = list(COLUMNS)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if names_somebody(reason):
            raise forms.ValidationError(
                _("Leave telephone numbers and e-mail addresses out: the reason is kept for years.")
            )
        return reason

    def clean_columns(self) -> list[str]:
        """In the order of the file, whatever order they were sent in."""
        chosen = set(self.cleaned_data["columns"])
        return [column for column in COLUMNS if column in chosen]
