"""The report *Incomplete pages*: no description, no translation, or one that is behind."""

from typing import Any

import django_filters
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    Case,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from cms.models import User
from cms.public import on_a_site
from cms.reports.spreadsheet import SafeReportView
from cms.translations import with_outdated

GAPS = {
    "lacks_description": gettext_lazy("No description"),
    "lacks_translation": gettext_lazy("No published translation"),
    "is_outdated": gettext_lazy("Translation is behind"),
}


def with_gaps(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Annotates each page with a truth value per gap.

    Whether a translation is behind is decided in `cms.translations`.
    """
    same = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    languages = same.order_by().values("translation_key").annotate(n=Count("locale", distinct=True))
    return with_outdated(pages).annotate(
        languages=Subquery(languages.values("n")),
        lacks_description=_truth(Q(search_description="")),
        lacks_translation=_truth(Q(languages__lt=Locale.objects.count())),
    )


def _truth(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def incomplete_pages(user: User) -> QuerySet[Page]:
    """Published pages that the user may edit and that lack something."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    published = with_gaps(pages.live().filter(on_a_site(), alias_of=None))
    lacking = Q()
    for gap in GAPS:
        lacking |= Q(**{gap: True})
    return published.filter(lacking).select_related("locale", "content_type")


def gaps_of(page: Any) -> str:
    return ", ".join(str(label) for gap, label in GAPS.items() if getattr(page, gap))


class IncompletePagesFilterSet(WagtailFilterSet):
    gap = django_filters.ChoiceFilter(
        choices=list(GAPS.items()), method="with_gap", label=gettext_lazy("What is missing")
    )
    content_type = django_filters.ModelChoiceFilter(
        queryset=lambda _request: (
            ContentType.objects.filter(app_label="cms")
            .filter(pk__in=Page.objects.values("content_type"))
            .order_by("model")
        ),
        label=gettext_lazy("Type"),
    )

    class Meta:
        model = Page
        fields = ["gap", "content_type", "locale"]

    def with_gap(self, pages: QuerySet[Page], _name: str, gap: str) -> QuerySet[Page]:
        return pages.filter(**{gap: True})


class IncompletePagesView(SafeReportView):
    page_title = gettext_lazy("Incomplete pages")
    header_icon = "doc-empty-inverse"
    model = Page
    permission_required = "change"
    filterset_class = IncompletePagesFilterSet
    index_url_name = "cms_reports:incomplete_pages"
    index_results_url_name = "cms_reports:incomplete_pages_results"
    results_template_name = "cms/reports/incomplete_pages_results.html"
    default_ordering = "path"
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("type", label=gettext_lazy("Type"), accessor="page_type_display_name"),
        LocaleColumn(label=gettext_lazy("Language")),
        Column("gaps", label=gettext_lazy("What is missing"), accessor=gaps_of),
    ]
    list_export = ["title", "type", "language", "gaps", "address"]

    export_headings = {
        "title": gettext_lazy("Title"),
        "type": gettext_lazy("Type"),
        "language": gettext_lazy("Language"),
        "gaps": gettext_lazy("What is missing"),
        "address": gettext_lazy("Edit at"),
    }

    def get_filename(self) -> str:
        return f"incomplete-pages-{timezone.localdate()}"

    def get_base_queryset(self) -> QuerySet[Page]:
        return incomplete_pages(self.request.user)

    def to_row_dict(self, item: Any) -> dict[str, str]:
        address = reverse("wagtailadmin_pages:edit", args=[item.pk])
        return {
            "title": item.title,
            "type": str(item.page_type_display_name),
            "language": _(item.locale.language_name),
            "gaps": gaps_of(item),
            "address": f"{settings.WAGTAILADMIN_BASE_URL}{address}",
        }
