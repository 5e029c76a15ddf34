import django_filters
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from fanout.models import Channel, Delivery
from fanout.models.delivery import DeliveryQuerySet


class DeliveryFilterSet(WagtailFilterSet):
    """What to see of the deliveries, and so what to send again of those that failed."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Delivery.State.choices, widget=CheckboxSelectMultiple
    )
    channel = django_filters.ModelMultipleChoiceFilter(
        label=_("Channel"), queryset=Channel.objects.all(), widget=CheckboxSelectMultiple
    )
    last_error_class = django_filters.AllValuesMultipleFilter(
        label=_("Last error"), widget=CheckboxSelectMultiple
    )
    finished_at = django_filters.DateFromToRangeFilter(
        label=_("Finished"), widget=DateRangePickerWidget
    )
    maybe_sent = django_filters.BooleanFilter(
        label=_("Maybe sent"), method="with_crash_evidence", widget=BooleanRadioSelect
    )

    class Meta:
        model = Delivery
        fields: list[str] = []

    def with_crash_evidence(
        self, queryset: DeliveryQuerySet, name: str, value: bool
    ) -> DeliveryQuerySet:
        return queryset.maybe_sent(value)
