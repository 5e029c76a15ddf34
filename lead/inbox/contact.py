"""Ways to reach a lead, and the views that remember who used them or took the lead."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from lead.follow_up import FollowUp, GoneError, OutOfReachError, OwnedByAnotherError
from lead.models import CONTACT_KINDS, ActivityKind, Lead
from lead.whatsapp import sales_chat_url


@dataclass(frozen=True)
class ContactLink:
    """`kind` is what a click is logged as; `opens_tab` for what is no program of the phone."""

    kind: ActivityKind
    label: str
    url: str
    icon: str
    opens_tab: bool = False


def contact_links(lead: Lead) -> list[ContactLink]:
    """WhatsApp in the visitor's language first, then the other, phone, e-mail; none once erased."""
    links = []
    if lead.phone_whatsapp:
        languages = dict(settings.LANGUAGES)
        for code in sorted(languages, key=lambda code: code != lead.locale):
            label = _("WhatsApp (%(language)s)") % {"language": languages[code]}
            url = sales_chat_url(lead, code)
            links.append(ContactLink(ActivityKind.WHATSAPP, label, url, "comment-add", True))
        url = f"tel:{lead.phone_whatsapp}"
        links.append(ContactLink(ActivityKind.CALL, _("Call"), url, "mobile-alt"))
    if lead.email:
        links.append(ContactLink(ActivityKind.EMAIL, _("E-mail"), _mail_url(lead), "mail"))
    return links


def _mail_url(lead: Lead) -> str:
    """RFC 6068: what a visitor typed cannot add recipients or headers."""
    with translation.override(lead.locale):
        subject = _("Your partner request %(reference)s") % {"reference": lead.reference}
    return f"mailto:{quote(lead.email, safe='@')}?subject={quote(subject)}"


class LeadActionView(PermissionCheckedMixin, View):
    """Does one thing to a lead that the user may change. POST only."""

    http_method_names = ["post"]
    permission_required = "change"
    model = Lead

    def follow_up(self, request: HttpRequest, pk: int) -> FollowUp:
        lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        return FollowUp(lead, request.user)


class LogContactView(LeadActionView):
    """Logs that somebody followed a contact link; ``kind`` is one of `CONTACT_KINDS`."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        follow_up = self.follow_up(request, pk)
        kind = request.POST.get("kind")
        if kind not in CONTACT_KINDS:
            return HttpResponse(status=400)
        try:
            follow_up.log_contact(ActivityKind(kind))
        except OutOfReachError as error:
            raise Http404 from error
        return HttpResponse(status=204)


class TakeView(LeadActionView):
    """Makes the user the owner of a lead that nobody owns."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        follow_up = self.follow_up(request, pk)
        try:
            follow_up.take()
        except OutOfReachError as error:
            messages.error(request, refusal_text(error))
        else:
            messages.success(request, _("The lead is yours."))
        if not Lead.objects.visible_to(request.user).filter(pk=pk).exists():
            return redirect("wagtailsnippets_lead_lead:list")
        query = request.META["QUERY_STRING"]
        url = reverse("wagtailsnippets_lead_lead:edit", args=[pk])
        return redirect(f"{url}?{query}" if query else url)


def refusal_text(error: OutOfReachError) -> str:
    """Why the person cannot work on the lead any more."""
    if isinstance(error, GoneError):
        return _("This lead was erased meanwhile.")
    if not isinstance(error, OwnedByAnotherError):
        return _("This lead is anonymised: nobody can work on it any more.")
    values: dict[str, Any] = {"owner": error.owner}
    return _("%(owner)s was quicker and took this lead.") % values
