from typing import Any

import django_filters
from django.db.models import Model, Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cms.models import Audience, Brand, Category, Function, ProductPage
from cms.product_list import translations

AUDIENCE_FIELDS = {Audience.SALON: "for_salon", Audience.BARBER: "for_barber"}
STATUSES = {
    "published": Q(live=True),
    "changed": Q(live=True, has_unpublished_changes=True),
    "draft": Q(live=False),
    "scheduled": Q(_revisions__approved_go_live_at__isnull=False),
}
STATUS_LABELS = [
    ("published", _("Published")),
    ("changed", _("Published, with unpublished changes")),
    ("draft", _("Not published")),
    ("scheduled", _("Scheduled")),
]


class TermFilter(django_filters.ModelMultipleChoiceFilter):
    """Products with any of the chosen terms. As a subquery: a join would repeat products."""

    def __init__(self, model: type[Model], **options: Any) -> None:
        queryset = model._default_manager.all()
        super().__init__(queryset=queryset, widget=CheckboxSelectMultiple, **options)

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return queryset
        chosen = ProductPage.objects.filter(**{f"{self.field_name}__in": list(value)})
        return queryset.filter(pk__in=chosen.values("pk"))


class ProductFilterSet(WagtailFilterSet):
    """Wagtail adds the language, since products are translated."""

    brand = TermFilter(Brand, label=_("Brand"))
    category = TermFilter(Category, label=_("Category"), field_name="categories")
    function = TermFilter(Function, label=_("Function"), field_name="functions")
    audience = django_filters.MultipleChoiceFilter(
        label=_("Audience"),
        choices=Audience.choices,
        widget=CheckboxSelectMultiple,
        method="for_audience",
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=STATUS_LABELS,
        widget=RadioSelect,
        empty_label=_("Any"),
        method="in_status",
    )
    translation = django_filters.ChoiceFilter(
        label=_("Translation"),
        choices=translations.STATES,
        widget=RadioSelect,
        empty_label=_("Any"),
        method="in_translation",
    )

    class Meta:
        model = ProductPage
        fields: list[str] = []

    def for_audience(self, queryset: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        wanted = Q()
        for audience in value:
            wanted |= Q(**{AUDIENCE_FIELDS[Audience(audience)]: True})
        return queryset.filter(wanted)

    def in_status(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        chosen = ProductPage.objects.filter(STATUSES[value])
        return queryset.filter(pk__in=chosen.values("pk"))

    def in_translation(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        chosen = translations.in_state(ProductPage.objects.all(), value)
        return queryset.filter(pk__in=chosen.values("pk"))
