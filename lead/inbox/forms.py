from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import policy_registry

from lead.change import CHANGEABLE, Changes, iso
from lead.follow_up import ChangedMeanwhileError, FollowUp, step_before
from lead.models import ActivityKind, Lead, LeadActivity, LeadQuerySet, LeadStatus
from lead.models.acted import name


def possible_owners() -> QuerySet[Any]:
    """Active users who may work on leads, by name."""
    policy = policy_registry.get_by_type(Lead)
    users: QuerySet[Any] = policy.users_with_any_permission(["change"])
    return users.filter(is_active=True).order_by(get_user_model().USERNAME_FIELD)


def owners(leads: LeadQuerySet) -> QuerySet[Any]:
    """Whoever owns one of `leads` or may own one, by name."""
    owning = get_user_model().objects.filter(Exists(leads.filter(owner=OuterRef("pk"))))
    return either(possible_owners(), owning)


def either(some: QuerySet[Any], others: QuerySet[Any]) -> QuerySet[Any]:
    """The users of both, by name."""
    users = get_user_model()
    found = Q(pk__in=some.order_by().values("pk")) | Q(pk__in=others.values("pk"))
    return users.objects.filter(found).order_by(users.USERNAME_FIELD)


class LeadForm(WagtailAdminModelForm):
    """What sales may change. What a visitor sent has no field here and stays as it came."""

    data: Any

    note = forms.CharField(
        label=_("New note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is added to the history below."),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Lead
        fields = CHANGEABLE
        widgets = {"next_step_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The present owner too: whoever left the team stays it until somebody chooses another.
        present = get_user_model().objects.filter(pk=self.instance.owner_id)
        self.fields["owner"].queryset = either(possible_owners(), present)
        self.fields["owner"].empty_label = _("Nobody yet")
        self.fields["seen"].initial = self.instance.newest_change

    def save(self, commit: bool = True) -> Lead:
        """Raises `ChangedMeanwhileError` when the lead is no longer what the form showed, and
        `OutOfReachError` when the person cannot work on it any more.
        """
        lead: Lead = self.instance
        changes = {name: self.cleaned_data[name] for name in CHANGEABLE}
        FollowUp(lead, self.for_user).apply(
            cast("Changes", changes),
            note=self.cleaned_data["note"],
            seen=self.cleaned_data["seen"] or 0,
        )
        return lead

    def tell(self, error: ChangedMeanwhileError) -> None:
        """Say what others changed. Saving again is then an informed choice.

        What the person typed stays; where they chose nothing, the others' choice is shown.
        """
        self.instance.refresh_from_db(fields=CHANGEABLE)
        stored = model_to_dict(self.instance, fields=self._overtaken(error))
        data = self.data.copy()
        data.update({name: "" if value is None else value for name, value in stored.items()})
        data["seen"] = error.activities[-1].pk
        self.data = data
        self.add_error(
            None,
            [
                _("Others changed this lead while you had it open. Look at it, then save again."),
                *(_what_changed(activity) for activity in error.activities),
            ],
        )

    def _overtaken(self, error: ChangedMeanwhileError) -> list[str]:
        """The fields that others changed and in which the person left what they were shown."""
        mine = self.cleaned_data
        shown = {activity.kind: activity.before for activity in reversed(error.activities)}
        fields = []
        if shown.get(ActivityKind.STATUS) == mine["status"]:
            fields.append("status")
        if shown.get(ActivityKind.OWNER) == name(mine["owner"]):
            fields.append("owner")
        if shown.get(ActivityKind.NEXT_STEP) == iso(mine["next_step_on"]) and (
            step_before(self.instance, error.activities[0].pk) == mine["next_step"]
        ):
            fields += ["next_step", "next_step_on"]
        return fields


def _what_changed(activity: LeadActivity) -> str:
    change = ": ".join(text for text in (activity.change, activity.note) if text)
    return f"{activity.get_kind_display()}: {change} ({activity.done_by or '–'})"


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

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = self.cleaned_data
        if not self.errors and not any(chosen.values()):
            raise forms.ValidationError(_("Choose a status or an owner."))
        return chosen

    def changes(self) -> Changes:
        """What was chosen, of a valid form."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return cast("Changes", chosen)
