"""The page *Import & export* of the menu *Catalogue*. Every view asks for the right to use it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.catalogue import export
from cms.catalogue.branches import imports_for, may_exchange
from cms.catalogue.columns import ALL_COLUMNS, HEADER, LIVE, REQUIRED_COLUMNS
from cms.catalogue.forms import ExportForm, ImportForm
from cms.catalogue.progress import progress_of, progress_of_all
from cms.models import Outcome, ProductPage
from config.spreadsheets import CONTENT_TYPES, csv_lines

INDEX = "catalogue_exchange:index"
IMPORTS_SHOWN = 20
ROWS_PER_PAGE = 50


class ExchangeView(View):
    """Refuses whoever may neither add nor edit products in any language."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_exchange(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class IndexView(WagtailAdminTemplateMixin, ExchangeView):
    """Bring a file in, take one out, and see what was brought in lately."""

    template_name = "cms/catalogue/index.html"
    page_title = gettext_lazy("Import & export")
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.render_to_response(self._context(ImportForm(user=request.user)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ImportForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            messages.validation_error(request, _("The file was not taken."), form)
            return self.render_to_response(self._context(form), status=422)
        found = form.save(commit=False)
        found.file_name = form.cleaned_data["file"].name[-255:]
        found.created_by = request.user
        found.language = translation.get_language()
        found.save()
        return redirect("catalogue_exchange:import", found.pk)

    def _context(self, form: ImportForm) -> dict[str, Any]:
        recent = imports_for(self.request.user)[:IMPORTS_SHOWN]
        return self.get_context_data(
            form=form,
            export_form=ExportForm(user=self.request.user),
            imports=progress_of_all(list(recent)),
            columns=ALL_COLUMNS,
            required=REQUIRED_COLUMNS,
            media=form.media,
        )


class ImportView(WagtailAdminTemplateMixin, ExchangeView):
    """One import: how far it is, what each row would do or did, and the button that applies it."""

    template_name = "cms/catalogue/import.html"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        overview = {"url": reverse(INDEX), "label": IndexView.page_title}
        return [*self.breadcrumbs_items, overview, {"url": "", "label": self.get_page_title()}]

    def get_page_title(self) -> str:
        return self.found.file_name

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        self.found = get_object_or_404(imports_for(request.user), pk=pk)
        shown = request.GET.get("outcome", "")
        shown = shown if shown in Outcome.values else ""
        context = self.get_context_data(
            progress=progress_of(self.found),
            rows=self._rows(shown),
            shown=shown,
            outcomes=Outcome,
        )
        return self.render_to_response(context)

    def _rows(self, shown: str) -> Any:
        rows = self.found.rows.exclude(outcome=Outcome.PENDING).prefetch_related(
            Prefetch("page", ProductPage.objects.only("pk", "title"))
        )
        chosen = rows.filter(outcome=shown) if shown else rows
        return Paginator(chosen, ROWS_PER_PAGE).get_page(self.request.GET.get("p"))


class ProgressView(ExchangeView):
    """How far an import is, for the page's script."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        progress = progress_of(get_object_or_404(imports_for(request.user), pk=pk))
        answer = JsonResponse(progress.as_json())
        answer.headers["Cache-Control"] = "no-store"
        return answer


class ApplyView(ExchangeView):
    """What the dry run showed is carried out; the job does it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        found = get_object_or_404(imports_for(request.user), pk=pk)
        if not found.start_applying(request.user):
            messages.warning(request, _("This import is not waiting to be applied."))
        return redirect("catalogue_exchange:import", pk)


class ExportView(ExchangeView):
    """The products chosen, as a file that imports unchanged."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.GET, user=request.user)
        if not form.is_valid():
            messages.error(request, _("Choose from what is offered."))
            return redirect(INDEX)
        return _file(export.rows(_chosen(form)), "products", form.cleaned_data["format"])


class TemplateView(ExchangeView):
    """A file with the columns and no product."""

    def get(self, request: HttpRequest, file_format: str) -> HttpResponseBase:
        return _file(iter([list(HEADER)]), "template", file_format)


def _chosen(form: ExportForm) -> QuerySet[ProductPage]:
    chosen = form.products
    if locale := form.cleaned_data["locale"]:
        chosen = chosen.filter(locale__language_code=locale)
    if brand := form.cleaned_data["brand"]:
        chosen = chosen.filter(brand=brand)
    if status := form.cleaned_data["status"]:
        chosen = chosen.filter(live=status == LIVE)
    return chosen


def _file(table: Iterator[list[str]], name: str, file_format: str) -> HttpResponseBase:
    answer: HttpResponse | StreamingHttpResponse
    if file_format == "xlsx":
        answer = FileResponse(export.write_xlsx(table))
    else:
        answer = StreamingHttpResponse(csv_lines(table))
    full_name = f"{name}-{timezone.localtime():%Y-%m-%d-%H%M}.{file_format}"
    answer.headers["Content-Type"] = CONTENT_TYPES[file_format]
    answer.headers["Content-Disposition"] = f'attachment; filename="{full_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
