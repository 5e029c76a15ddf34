from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.history import HistoryView
from wagtail.snippets.views import snippets

from fanout.models import Delivery
from lead.answers import answers
from lead.inbox import spreadsheet
from lead.inbox.filters import LeadFilterSet
from lead.models import Lead, LeadExport, LeadQuerySet
from lead.whatsapp import sales_chat_url

#: What a person searched for may be somebody's name; that they searched is enough to know.
_SEARCH_TEXT = "(text)"
_NOT_FILTERS = {"export", "p", "ordering", "_w_filter_fragment"}
_CHUNK = 500


class LeadIndexView(snippets.IndexView):
    """The inbox: genuine leads, newest first."""

    filterset_class = LeadFilterSet
    default_ordering = "-received_at"
    table_classname = "listing lead-list"

    def get_base_queryset(self) -> LeadQuerySet:
        return Lead.objects.select_related("owner")

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
    def show_export_buttons(self) -> bool:
        return self.user_has_permission("export")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's own export needs no permission, escapes nothing and loads everything."""
        if "export" not in request.GET:
            response: HttpResponse = super().get(request, *args, **kwargs)
            return response
        if not self.user_has_permission("export") or not self.is_export:
            raise PermissionDenied
        return self._export(request.GET["export"])

    def _export(self, file_format: str) -> HttpResponseBase:
        leads = self.get_queryset()
        LeadExport.objects.create(
            actor=self.request.user,
            file_format=file_format,
            filters=self._filters_in_use(),
            row_count=leads.count(),
        )
        return _spreadsheet(leads, file_format)

    def _filters_in_use(self) -> dict[str, list[str]]:
        used = {
            name: values
            for name, values in self.request.GET.lists()
            if name not in _NOT_FILTERS and any(values)
        }
        return {**used, **({self.search_kwarg: [_SEARCH_TEXT]} if self.is_searching else {})}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {
            **context,
            "held_back": Lead.objects.held_back().count(),
            "held_back_url": f"{self.index_url}?show=spam",
            "may_change": self.user_has_permission("change"),
        }


def _spreadsheet(leads: QuerySet[Lead], file_format: str) -> HttpResponseBase:
    name = f"leads-{timezone.localtime():%Y-%m-%d-%H%M}.{file_format}"
    language = translation.get_language() or ""
    rows = leads.iterator(chunk_size=_CHUNK)
    response: HttpResponseBase
    if file_format == "xlsx":
        response = FileResponse(spreadsheet.write_xlsx(rows, language))
    else:
        response = StreamingHttpResponse(spreadsheet.csv_lines(rows, language))
    response.headers["Content-Type"] = spreadsheet.CONTENT_TYPES[file_format]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


class LeadEditView(snippets.EditView):
    """One lead: what was sent, what was done, what was announced."""

    success_message = _("Lead %(object)s saved.")

    def get_queryset(self) -> LeadQuerySet:
        return Lead.objects.select_related("owner", "site")

    def get_usage_url(self) -> None:
        return None

    def get_success_url(self) -> str:
        url: str = self.get_edit_url()
        return url

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lead: Lead = self.object
        return {
            **context,
            "lead": lead,
            "answers": answers(lead),
            "chat_url": sales_chat_url(lead),
            "activities": lead.activities.select_related("actor"),
            "deliveries": [
                (delivery, self._replay_url(delivery))
                for delivery in Delivery.objects.for_subject(lead.subject)
            ],
        }

    def _replay_url(self, delivery: Delivery) -> str:
        if not self.request.user.has_perm("fanout.replay_delivery"):
            return ""
        return reverse("deliveries:replay", args=[delivery.pk])


class LeadHistoryView(HistoryView):
    """Wagtail's own log of a lead: who saved it, and when."""

    any_permission_required = ["change"]
