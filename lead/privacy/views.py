"""Everything held on a person: look, hand out, erase. Each view asks for the permission.

The person is named in the body of a POST, never in an address, which browsers and logs keep.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from lead.models import Erasure, Lead
from lead.privacy import record
from lead.privacy.disclosure import as_json, controller, note_disclosure, note_look
from lead.privacy.erasing import erase
from lead.privacy.forms import EraseForm, HoldForm, PersonForm
from lead.privacy.holdings import Holdings, everything_on
from lead.privacy.holds import hold, is_to_be_erased, release
from lead.privacy.permissions import may_erase

PERSON = "people:index"
ERASURES_PER_PAGE = 50


@method_decorator(sensitive_post_parameters("person"), name="dispatch")
class PrivacyView(WagtailAdminTemplateMixin, View):
    """Refuses whoever may not erase people."""

    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_erase(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class PersonView(PrivacyView):
    """Looks somebody up and shows everything that is held on them."""

    template_name = "lead/privacy/person.html"
    page_title = gettext_lazy("Everything on a person")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(form=PersonForm()))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        holdings = everything_on(form.cleaned_data["person"])
        note_look(holdings, request.user)
        context = self.get_context_data(form=form, written=form.data["person"], holdings=holdings)
        return self.render_to_response(context)


class OnePersonView(PrivacyView):
    """Does something with a person who was looked up; a wrong name leads back to the look-up."""

    http_method_names = ["post"]
    form_class: type[PersonForm] = PersonForm

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.form_class(request.POST)
        if "person" not in form.errors and form.is_valid():
            return self.act(form)
        return self.refuse(form)

    def act(self, form: PersonForm) -> HttpResponseBase:
        raise NotImplementedError

    def refuse(self, form: PersonForm) -> HttpResponseBase:
        messages.error(self.request, _("Look the person up first."))
        return redirect(PERSON)

    def holdings(self, form: PersonForm) -> Holdings:
        return everything_on(form.cleaned_data["person"])


class CopyView(OnePersonView):
    """A copy for the person, as a file for programs."""

    def act(self, form: PersonForm) -> HttpResponseBase:
        holdings = self.holdings(form)
        note_disclosure(holdings, self.request.user)
        name = f"personal-data-{timezone.localtime():%Y-%m-%d-%H%M}.json"
        return JsonResponse(
            as_json(holdings),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class PrintView(OnePersonView):
    """A copy for the person, laid out for paper and PDF."""

    template_name = "lead/privacy/copy.html"

    def act(self, form: PersonForm) -> HttpResponseBase:
        holdings = self.holdings(form)
        note_disclosure(holdings, self.request.user)
        context = {
            "holdings": holdings,
            "controller": controller(holdings),
            "made_at": timezone.now(),
        }
        return self.render_to_response(context)


class EraseView(OnePersonView):
    """Shows what would go, and erases once that is confirmed."""

    template_name = "lead/privacy/erase.html"
    page_title = gettext_lazy("Erase a person")
    header_icon = "bin"
    form_class = EraseForm

    def act(self, form: PersonForm) -> HttpResponseBase:
        erased = erase(form.cleaned_data["person"], self.request.user)
        context = self.get_context_data(erased=erased, person_url=reverse(PERSON))
        return self.render_to_response(context)

    def refuse(self, form: PersonForm) -> HttpResponseBase:
        if "person" not in form.cleaned_data:
            return super().refuse(form)
        holdings = self.holdings(form)
        note_look(holdings, self.request.user)
        asked = "sure" in form.data or "confirm" in form.data
        context = self.get_context_data(
            form=form if asked else EraseForm(initial={"person": form.data["person"]}),
            written=form.data["person"],
            holdings=holdings,
        )
        return self.render_to_response(context, status=422 if asked else 200)


class HoldView(PrivacyView):
    """Keeps a lead for a legal reason, or ends that."""

    template_name = "lead/privacy/hold.html"
    page_title = gettext_lazy("Keep a lead for a legal reason")

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        lead = get_object_or_404(Lead.objects.remembered(), pk=pk)
        form = HoldForm(initial={"reason": lead.hold_reason})
        return self._page(form, lead)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        lead = get_object_or_404(Lead.objects.remembered(), pk=pk)
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self._page(form, lead, status=422)
        try:
            text = self._decide(lead, form.cleaned_data["reason"])
        except Lead.DoesNotExist:  # an erasure was quicker
            messages.warning(request, _("%(lead)s was erased meanwhile.") % {"lead": lead})
        else:
            messages.success(request, text % {"lead": lead})
        return redirect(PERSON)

    def _decide(self, lead: Lead, reason: str) -> str:
        if reason:
            hold(lead, self.request.user, reason)
            return _("%(lead)s is kept until you end it.")
        if release(lead, self.request.user):
            return _("%(lead)s is no longer kept, and was erased as its sender had asked.")
        return _("%(lead)s is no longer kept.")

    def _page(self, form: HoldForm, lead: Lead, status: int = 200) -> HttpResponseBase:
        context = self.get_context_data(form=form, lead=lead, is_to_be_erased=is_to_be_erased(lead))
        return self.render_to_response(context, status=status)


class ErasuresView(PrivacyView):
    """Who was erased when, without saying who."""

    template_name = "lead/privacy/erasures.html"
    page_title = gettext_lazy("Erasures")
    header_icon = "bin"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        erasures = Erasure.objects.select_related("actor")
        page = Paginator(erasures, ERASURES_PER_PAGE).get_page(request.GET.get("p"))
        return self.render_to_response(self.get_context_data(erasures=page))


class RecordView(PrivacyView):
    """What is stored about whom, why, for how long, and who receives it."""

    template_name = "lead/privacy/record.html"
    page_title = gettext_lazy("Record of processing")
    header_icon = "doc-full"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        context = self.get_context_data(
            activities=record.activities(), measures=record.measures(), made_at=timezone.now()
        )
        return self.render_to_response(context)
