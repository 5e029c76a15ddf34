from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from lead.follow_up import FollowUp
from lead.models import Lead, LeadStatus


def possible_owners() -> QuerySet[Any]:
    """Active users who may work on leads, by name."""
    policy = policy_registry.get_by_type(Lead)
    users: QuerySet[Any] = policy.users_with_any_permission(["change"])
    return users.filter(is_active=True).order_by(get_user_model().USERNAME_FIELD)


class LeadForm(WagtailAdminModelForm):
    """What sales may change. What a visitor sent has no field here and stays as it came."""

    note = forms.CharField(
        label=_("New note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is added to the history below."),
    )

    class Meta:
        model = Lead
        fields = ["status", "owner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()
        self.fields["owner"].empty_label = _("Nobody yet")

    def save(self, commit: bool = True) -> Lead:
        lead: Lead = self.instance
        FollowUp(lead, self.for_user).apply(
            status=self.cleaned_data["status"],
            owner=self.cleaned_data["owner"],
            note=self.cleaned_data["note"],
        )
        return lead


class BulkFollowUpForm(forms.Form):
    """One status or owner for several leads; what is left empty stays."""

    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Leave as it is")), *LeadStatus.choices], required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("Leave as it is"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]
