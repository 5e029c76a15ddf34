from typing import Any

import django_filters
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from cms.models.settings import SalonType
from lead.inbox.boxes import ALL, BOXES
from lead.inbox.forms import owners
from lead.models import Lead, LeadQuerySet, LeadStatus

SPAM, TEST = "spam", "test"
#: Stands for a text that may be somebody's name: that there was one is enough to know.
UNTOLD = "(text)"


class LeadFilterSet(WagtailFilterSet):
    """The inbox's filters. Spam and smoke tests are only seen when asked for."""

    box = django_filters.ChoiceFilter(
        label=_("View"),
        choices=[(box.name, box.label) for box in BOXES.values() if box.name != ALL],
        method="in_box",
        widget=RadioSelect,
        empty_label=BOXES[ALL].label,
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[choice for choice in LeadStatus.choices if choice[0] != LeadStatus.SPAM],
        widget=CheckboxSelectMultiple,
    )
    owner = django_filters.ModelMultipleChoiceFilter(
        label=_("Owner"),
        queryset=lambda request: owners(Lead.objects.visible_to(request.user)),
        widget=CheckboxSelectMultiple,
    )
    # Not as `null_label` of the filter above: Wagtail's list of active filters expects a user.
    unowned = django_filters.BooleanFilter(
        label=_("Nobody owns it yet"),
        field_name="owner",
        lookup_expr="isnull",
        widget=BooleanRadioSelect,
    )
    salon_type = django_filters.MultipleChoiceFilter(
        label=_("Kind of business"), choices=SalonType.choices, widget=CheckboxSelectMultiple
    )
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains")
    received_at = django_filters.DateFromToRangeFilter(
        label=_("Received"), widget=DateRangePickerWidget
    )
    show = django_filters.ChoiceFilter(
        label=_("Set aside"),
        choices=[(SPAM, _("Spam and held back")), (TEST, _("Smoke tests"))],
        method="set_aside",
        widget=RadioSelect,
        empty_label=_("Not shown"),
    )

    class Meta:
        model = Lead
        fields: list[str] = []

    def filter_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        found: LeadQuerySet = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        return found if chosen.get("show") or chosen.get("box") else found.genuine()

    def in_box(self, queryset: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return BOXES[value].leads(queryset, self.request.user)

    def set_aside(self, queryset: LeadQuerySet, name: str, value: Any) -> LeadQuerySet:
        if value == TEST:
            return queryset.filter(is_test=True)
        return queryset.filter(is_test=False, status=LeadStatus.SPAM)
