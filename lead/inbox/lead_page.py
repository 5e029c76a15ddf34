"""One lead: what was sent, what was done, what was announced."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.snippets.views import snippets

from config.numbers import is_id
from fanout.models import Delivery
from lead.answers import answers
from lead.follow_up import ChangedMeanwhileError, FollowUp, OutOfReachError
from lead.inbox.contact import contact_links, refusal_text
from lead.inbox.duplicates import possible_duplicates
from lead.inbox.forms import LeadForm
from lead.inbox.ordering import neighbours
from lead.inbox.selection import list_view
from lead.inbox.timeline import timeline
from lead.inbox.views import LINK_PARAMETERS, list_query
from lead.inbox.visited import visited_page
from lead.models import ConsentText, Lead, LeadQuerySet, with_newest_change

#: The rest of them is a search away.
DUPLICATES_SHOWN = 10


class LeadEditView(snippets.EditView):
    def get_queryset(self) -> LeadQuerySet:
        visible = Lead.objects.visible_to(self.request.user)
        return with_newest_change(visible).select_related("owner", "site")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        try:
            FollowUp(self.object, request.user).log_view()
        except OutOfReachError as error:
            return self._refuse(error)
        return response

    def form_valid(self, form: LeadForm) -> HttpResponseBase:
        self.neighbours  # noqa: B018  # as they were before the lead changes its place in the list
        try:
            response: HttpResponse = super().form_valid(form)
        except OutOfReachError as error:
            return self._refuse(error)
        except ChangedMeanwhileError as error:
            form.tell(error)
            self.produced_error_message = self.get_error_message()
            response = self.form_invalid(form)
        return response

    def _refuse(self, error: OutOfReachError) -> HttpResponseBase:
        messages.error(self.request, refusal_text(error))
        return redirect(self.index_url_name)

    def save_instance(self) -> Lead:
        """Without Wagtail's log, which whoever may change leads reads of all of them.

        `LeadActivity` is the history.
        """
        lead: Lead = self.form.save()
        return lead

    @cached_property
    def neighbours(self) -> tuple[int | None, int | None]:
        """The leads before and after this one in the list it was opened from.

        A lead that was just saved may have left its place: its neighbours come with the link.
        """
        given = [self.request.GET.get(name, "") for name in LINK_PARAMETERS]
        if any(name in self.request.GET for name in LINK_PARAMETERS):
            visible = Lead.objects.visible_to(self.request.user)
            known = set(visible.filter(pk__in=filter(is_id, given)).values_list("pk", flat=True))
            before, after = (int(text) if is_id(text) else None for text in given)
            return (before if before in known else None, after if after in known else None)
        listing = list_view(self.request)
        return neighbours(listing.get_queryset(), self.object, listing.sort_keys)

    def _url(self, pk: int | None, **more: Any) -> str:
        """A lead's page within the same list; "" for None."""
        if pk is None:
            return ""
        query = QueryDict(list_query(self.request.GET), mutable=True)
        query.update(more)
        url = reverse(self.edit_url_name, args=[pk])
        return f"{url}?{query.urlencode()}" if query else url

    def get_success_url(self) -> str:
        """The lead's page in its old place of the list; the list, once it is given away."""
        if not self.object.is_visible_to(self.request.user):
            return reverse(self.index_url_name)
        kept = zip(LINK_PARAMETERS, self.neighbours, strict=True)
        return self._url(self.object.pk, **{name: pk or "" for name, pk in kept})

    def get_usage_url(self) -> None:
        return None

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lead: Lead = self.object
        request = self.request
        deliveries = list(
            Delivery.objects.for_subject(lead.subject).prefetch_related("attempt_set")
        )
        before, after = self.neighbours
        query = list_query(request.GET)
        return {
            **context,
            "action_url": request.get_full_path(),
            "lead": lead,
            "answers": answers(lead),
            "consent_text": ConsentText.objects.agreed_to(lead),
            "contact_links": contact_links(lead),
            "log_contact_url": reverse("wagtailsnippets_lead_lead:log_contact", args=[lead.pk]),
            "take_url": self._take_url(query),
            "list_url": f"{reverse(self.index_url_name)}{'?' if query else ''}{query}",
            "before_url": self._url(before),
            "after_url": self._url(after),
            "form_page": visited_page(lead.page_url_current, lead, request),
            "first_page": visited_page(lead.page_url_initial, lead, request),
            "timeline": timeline(lead, deliveries),
            "deliveries": self._with_replay_urls(deliveries),
            "duplicates": possible_duplicates(lead, request.user)[:DUPLICATES_SHOWN],
        }

    def _take_url(self, query: str) -> str:
        if self.object.owner_id or self.object.anonymised_at:
            return ""
        url = reverse("wagtailsnippets_lead_lead:take", args=[self.object.pk])
        return f"{url}?{query}" if query else url

    def _with_replay_urls(self, deliveries: list[Delivery]) -> list[tuple[Delivery, str]]:
        """Each with the address that sends it again; "" where that would do nothing."""
        by_replay = sorted(deliveries, key=lambda delivery: delivery.replay_no)
        newest = {(delivery.event_id, delivery.channel_id): delivery for delivery in by_replay}
        sendable = {delivery.pk for delivery in newest.values() if delivery.is_final}
        is_silent = self.object.is_spam or self.object.anonymised_at
        if is_silent or not self.request.user.has_perm("fanout.replay_delivery"):
            sendable = set()
        back = urlencode({"next": self.request.get_full_path()})
        return [
            (
                delivery,
                f"{reverse('deliveries:replay', args=[delivery.pk])}?{back}"
                if delivery.pk in sendable
                else "",
            )
            for delivery in deliveries
        ]
