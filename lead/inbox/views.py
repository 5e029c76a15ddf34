from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from lead.inbox import boxes, channel_state, duplicates, ordering
from lead.inbox.columns import COLUMNS, BusinessColumn
from lead.inbox.filters import UNTOLD, LeadFilterSet
from lead.models import Lead, LeadQuerySet

#: What a link between two leads says about their neighbours.
LINK_PARAMETERS = ("lead_before", "lead_after")
_NOT_FILTERS = {"export", "p", "ordering", "id", "next", "_w_filter_fragment"}


class LeadIndexView(snippets.IndexView):
    """The inbox: genuine leads, what needs doing first."""

    filterset_class = LeadFilterSet
    default_ordering = ordering.DEFAULT
    table_classname = "listing phone-cards lead-list"
    export_url_name = "wagtailsnippets_lead_lead:export"

    @cached_property
    def columns(self) -> list[Any]:
        business = BusinessColumn(
            "business_name",
            label=_("Business"),
            sort_key="business_name",
            get_url=self.get_edit_url,
            get_title_id=lambda lead: f"snippet_{lead.pk}_title",
        )
        checkbox = BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet")
        selectable = [checkbox] if self._bulk_actions or self._may_export else []
        return [*selectable, business, *COLUMNS]

    def get_base_queryset(self) -> LeadQuerySet:
        visible = Lead.objects.visible_to(self.request.user)
        return visible.remembered().select_related("owner")

    def order_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        return queryset.order_by(*(key.order() for key in self.sort_keys))

    @property
    def sort_keys(self) -> Sequence[ordering.SortKey]:
        return ordering.sort_keys(self.ordering)

    def get_edit_url(self, instance: Lead) -> str:
        """With the list's own query, so that the lead's page knows its neighbours."""
        url: str = super().get_edit_url(instance)
        query = list_query(self.request.GET)
        return f"{url}?{query}" if url and query else url

    def filter_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        """A filter that cannot be understood shows nothing, rather than everything."""
        if not self.filters.is_valid():
            return queryset.none()
        found: LeadQuerySet = super().filter_queryset(queryset)
        return found

    def search_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_list_buttons(self, instance: Lead) -> list[Any]:
        """None: the business's name leads to the one page that there is."""
        return []

    @cached_property
    def _may_export(self) -> bool:
        return bool(self.user_has_permission("export"))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Export asks for columns and a reason first, on a page of its own."""
        if not self._may_export:
            return []
        return [Button(_("Export"), url=self.export_url, icon_name="download", priority=90)]

    @property
    def export_url(self) -> str:
        """The page that exports what the list shows."""
        shown = self.request.GET.copy()
        for name in ("export", "p", "_w_filter_fragment"):
            shown.pop(name, None)
        return f"{reverse(self.export_url_name)}?{shown.urlencode()}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's own export needs no permission, escapes nothing and loads everything."""
        if "export" in request.GET:
            if not self._may_export:
                raise PermissionDenied
            return redirect(self.export_url)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def filters_in_use(self) -> dict[str, list[str]]:
        """The query parameters that narrow the list, without what was searched for."""
        used = {
            name: values
            for name, values in self.request.GET.lists()
            if name not in _NOT_FILTERS and any(values)
        }
        return {**used, **({self.search_kwarg: [UNTOLD]} if self.is_searching else {})}

    @cached_property
    def _bulk_actions(self) -> list[Any]:
        """What this user may do to many leads; a bulk action of leads names its `permission`."""
        actions = bulk_action_registry.get_bulk_actions_for_model("lead", "lead")
        named = [action for action in actions if hasattr(action, "permission")]
        allowed = [action for action in named if self.user_has_permission(action.permission)]
        return sorted(allowed, key=lambda action: action.action_priority)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        self._describe(context["object_list"])
        counted = boxes.counts(self.request.user)
        return {
            **context,
            "boxes": [(box, counted[box.name]) for box in boxes.BOXES.values()],
            "chosen_box": self._chosen_box(),
            "bulk_actions": self._bulk_actions,
            "export_url": reverse(self.export_url_name) if self._may_export else "",
        }

    def _describe(self, leads: Sequence[Lead]) -> None:
        """Add what the columns show of each lead, for the whole page at once."""
        states = channel_state.worst_states(leads)
        others = duplicates.counts(leads, self.request.user)
        for lead in leads:
            lead.channel_state = states.get(lead.subject, channel_state.NONE)  # type: ignore[attr-defined]
            lead.duplicate_count = others.get(lead.pk, 0)  # type: ignore[attr-defined]

    def _chosen_box(self) -> str:
        """The box that is shown; "" while other filters or a search narrow the list down."""
        if not self.filters.is_valid():
            return ""
        if not self.is_filtering and not self.is_searching:
            return boxes.ALL
        is_narrowed = self.is_searching or set(self.filters.form.changed_data) != {boxes.PARAMETER}
        return "" if is_narrowed else str(self.filters.form.cleaned_data[boxes.PARAMETER])


def list_query(parameters: QueryDict) -> str:
    """The part of a query that says which leads are listed, and in which order."""
    kept = parameters.copy()
    for name in ("p", "id", "next", "export", "_w_filter_fragment", *LINK_PARAMETERS):
        kept.pop(name, None)
    return kept.urlencode()
