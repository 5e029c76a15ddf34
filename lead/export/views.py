"""Asking for an export, watching it being written, fetching it, and the list of all of them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from config.spreadsheets import CONTENT_TYPES
from lead.export import files, jobs
from lead.export.forms import ExportForm
from lead.export.narrowing import in_words, kept
from lead.export.permissions import may_export, may_see_all_exports
from lead.export.table import heading
from lead.inbox.selection import ALL, chosen_leads, list_view
from lead.models import Lead, LeadExport, LeadQuerySet

INDEX = "lead_exports:index"
EXPORTS_PER_PAGE = 50
_INBOX = "wagtailsnippets_lead_lead:list"


class ExportAccess(View):
    """Refuses whoever may neither export nor watch over exports."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: Any) -> bool:
        return may_export(user) or may_see_all_exports(user)

    def visible(self) -> QuerySet[LeadExport]:
        """One's own exports, or everybody's."""
        exports = LeadExport.objects.select_related("actor")
        if may_see_all_exports(self.request.user):
            return exports
        return exports.filter(actor=self.request.user.pk)


class AskView(WagtailAdminTemplateMixin, ExportAccess):
    """Asks for columns, format and reason, and exports what the list showed.

    What the inbox's list finds for this request's query string is exported, so that both follow the
    same filters, search, order and permissions.
    """

    template_name = "lead/export/ask.html"
    page_title = gettext_lazy("Export leads")
    header_icon = "download"

    def may_enter(self, user: Any) -> bool:
        return may_export(user)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.list_view = list_view(request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        inbox = {"url": reverse(_INBOX), "label": Lead._meta.verbose_name_plural}
        return [*self.breadcrumbs_items, inbox, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(ExportForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.POST)
        if not form.is_valid():
            messages.validation_error(request, _("Nothing was exported yet."), form)
            return self._page(form, status=422)
        export = self._make(form.cleaned_data)
        if export.row_count <= jobs.ROWS_IN_A_REQUEST:
            jobs.write_now(export)
        return redirect("lead_exports:export", export.pk)

    def _make(self, chosen: dict[str, Any]) -> LeadExport:
        try:
            return self._recorded(chosen)
        except IntegrityError:
            # Somebody in the list was erased while their leads were being noted.
            return self._recorded(chosen)

    @transaction.atomic
    def _recorded(self, chosen: dict[str, Any]) -> LeadExport:
        leads = self._leads()
        export = LeadExport.by(
            self.request.user,
            language=translation.get_language() or "",
            filters=self._filters(),
            row_count=leads.count(),
            **chosen,
        )
        export.save()
        jobs.choose(export, leads)
        return export

    def _leads(self) -> LeadQuerySet:
        """The leads that were ticked in the list, or all that it shows.

        A file of leads is a report; those that we sent ourselves are looked at, not reported.
        """
        if self._are_ticked:
            leads = chosen_leads(self.request, self.request.GET).remembered()
        else:
            leads = self.list_view.get_queryset()
        return leads.filter(is_test=False)

    @property
    def _are_ticked(self) -> bool:
        ids = self.request.GET.getlist("id")
        return bool(ids) and ALL not in ids

    def _filters(self) -> dict[str, list[str]]:
        used = kept(self.list_view.filters_in_use())
        return {**used, "id": [str(self._leads().count())]} if self._are_ticked else used

    def _page(self, form: ExportForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            row_count=self._leads().count(),
            narrowed_by=in_words(self._filters()),
            back_url=f"{reverse(_INBOX)}?{self.request.GET.urlencode()}",
        )
        return self.render_to_response(context, status=status)


class IndexView(WagtailAdminTemplateMixin, ExportAccess):
    """Who took which leads out of the inbox, when and why."""

    template_name = "lead/export/index.html"
    page_title = gettext_lazy("Exports")
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        page = Paginator(self.visible(), EXPORTS_PER_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(
            exports=page,
            shows_all=may_see_all_exports(request.user),
            inbox_url=reverse(_INBOX) if may_export(request.user) else "",
        )
        return self.render_to_response(context)


class ExportView(WagtailAdminTemplateMixin, ExportAccess):
    """One export: how far it is, its download for whoever made it, and its record."""

    template_name = "lead/export/export.html"
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        overview = {"url": reverse(INDEX), "label": IndexView.page_title}
        return [*self.breadcrumbs_items, overview, {"url": "", "label": self.get_page_title()}]

    def get_page_title(self) -> str:
        return _("Export %(number)d") % {"number": self.export.pk}

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        self.export = get_object_or_404(self.visible(), pk=pk)
        context = self.get_context_data(
            export=self.export,
            narrowed_by=in_words(self.export.filters),
            columns=[heading(column) for column in self.export.columns],
            may_fetch=self.export.actor_id == request.user.pk and may_export(request.user),
            deleted_at=jobs.deleted_at(self.export),
        )
        return self.render_to_response(context)


class ProgressView(ExportAccess):
    """How far an export is, for the page's script."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        export = get_object_or_404(self.visible(), pk=pk)
        progress = {"state": export.state, "done": export.done, "total": export.row_count}
        return JsonResponse(progress, headers={"Cache-Control": "no-store"})


class DownloadView(ExportAccess):
    """The file, for whoever made it and still may export; a watcher sees only the record."""

    def may_enter(self, user: Any) -> bool:
        return may_export(user)

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        export = get_object_or_404(LeadExport, pk=pk, actor=request.user.pk)
        file = files.opened(export)
        if file is None:
            messages.warning(request, _("This file is gone. Export the leads again."))
            return redirect("lead_exports:export", pk)
        jobs.mark_downloaded(export)
        name = f"leads-{timezone.localtime(export.at):%Y-%m-%d-%H%M}.{export.file_format}"
        response = FileResponse(file, as_attachment=True, filename=name)
        response.headers["Content-Type"] = CONTENT_TYPES[export.file_format]
        response.headers["Cache-Control"] = "no-store"
        return response
