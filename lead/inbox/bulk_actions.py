"""What may be done to many leads at once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from config.numbers import is_id
from lead.follow_up import BulkFollowUp, Outcome
from lead.inbox.forms import BulkFollowUpForm
from lead.inbox.selection import chosen_leads
from lead.models import Lead, LeadStatus, with_newest_change

#: More would keep a request, and everybody else's leads, waiting.
MOST = 500
#: So many are named before a change is confirmed.
NAMED = 20


class LeadBulkAction(SnippetBulkAction):
    """For whom has `permission`, on the chosen leads that they see; at most `most` of them.

    The form names the leads that it was shown for, each with the number of its newest change then,
    so that nothing is changed unseen that arrives meanwhile.
    """

    #: The list's template shows the class; it must not make an instance of it.
    do_not_call_in_templates = True
    permission: str
    most: int | None = MOST

    @classproperty
    def models(cls) -> list[type[Lead]]:  # noqa: N805
        return [Lead]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.permission_policy.user_has_permission(request.user, self.permission):
            raise PermissionDenied
        if not self.chosen:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def chosen(self) -> list[Lead]:
        """One more than `most` when there are too many."""
        posted = self.request.POST
        chosen = chosen_leads(self.request, posted if "id" in posted else self.request.GET)
        leads = with_newest_change(chosen)
        return list(leads if self.most is None else leads[: self.most + 1])

    @property
    def are_too_many(self) -> bool:
        return self.most is not None and len(self.chosen) > self.most

    def get_actionable_objects(self) -> tuple[list[Lead], dict[str, list[Lead]]]:
        return [] if self.are_too_many else self.chosen, {"items_with_no_access": []}

    def object_context(self, lead: Lead) -> dict[str, Any]:
        return {"item": lead}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "title": self.display_name,
            "most": self.most,
            "seen": self.request.POST.get("seen", _shown(self.chosen)),
            "named": context["items"][:NAMED],
            "unnamed_count": max(0, len(context["items"]) - NAMED),
        }


class ChangeLeads(LeadBulkAction):
    """Changes every chosen lead and names those that somebody else took or changed before."""

    permission = "change"
    template_name = "lead/inbox/bulk_change.html"
    outcome: Outcome | None = None

    def act(self, follow_up: BulkFollowUp) -> Outcome:
        """What the valid form says."""
        return follow_up.apply(self.cleaned_form.changes())

    @classmethod
    def execute_action(cls, objects: list[Lead], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        seen = _numbers(action.request.POST.get("seen", ""))
        action.outcome = action.act(BulkFollowUp(objects, action.request.user, seen))
        return len(action.outcome.changed), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        return ngettext(
            "%(count)d lead was changed.", "%(count)d leads were changed.", num_parent_objects
        ) % {"count": num_parent_objects}

    def form_valid(self, form: Any) -> HttpResponseRedirect:
        response: HttpResponseRedirect = super().form_valid(form)
        if self.outcome:
            self._say_what_was_left(self.outcome)
        return response

    def _say_what_was_left(self, outcome: Outcome) -> None:
        taken = _("Not changed, because somebody else changed or took them meanwhile: %(leads)s")
        erased = _("Not changed, because they were erased meanwhile: %(leads)s")
        for leads, text in ((outcome.taken, taken), (outcome.erased, erased)):
            if leads:
                names = ", ".join(lead.reference for lead in leads)
                messages.warning(self.request, text % {"leads": names})
        if not (outcome.changed or outcome.taken or outcome.erased):
            messages.info(self.request, _("Nothing was changed: the leads were so already."))


def _shown(leads: list[Lead]) -> str:
    """What the form says of the leads that it is shown for."""
    return " ".join(f"{lead.pk}:{lead.newest_change}" for lead in leads)


def _numbers(shown: str) -> dict[int, int]:
    """By lead, its newest change that was `_shown`; without what cannot be read."""
    pairs = (pair.partition(":")[::2] for pair in shown.split())
    return {int(lead): int(number) for lead, number in pairs if is_id(lead) and is_id(number)}


class FollowUpBulkAction(ChangeLeads):
    display_name = _("Change status or owner")
    action_type = "follow_up"
    aria_label = _("Change status or owner of the selected leads")
    action_priority = 10
    form_class = BulkFollowUpForm


class SpamBulkAction(ChangeLeads):
    display_name = _("Mark as spam")
    action_type = "spam"
    aria_label = _("Mark the selected leads as spam")
    action_priority = 20

    def act(self, follow_up: BulkFollowUp) -> Outcome:
        return follow_up.apply({"status": LeadStatus.SPAM})


class NotSpamBulkAction(ChangeLeads):
    """Each goes back to where it stood before. Leads that are no spam stay as they are."""

    display_name = _("Not spam")
    action_type = "not_spam"
    aria_label = _("Take the selected leads out of spam and announce them")
    action_priority = 30

    def get_actionable_objects(self) -> tuple[list[Lead], dict[str, list[Lead]]]:
        """To be named; what is done looks once more, when nobody else can change them."""
        chosen, refused = super().get_actionable_objects()
        if self.request.method == "POST":
            return chosen, refused
        return [lead for lead in chosen if lead.is_spam], refused

    def act(self, follow_up: BulkFollowUp) -> Outcome:
        return follow_up.restore()


class RefusedDelete(DeleteBulkAction):
    """Stands where Wagtail registers its bulk delete, whose page would list leads to anybody."""

    @classproperty
    def models(cls) -> list[type[Lead]]:  # noqa: N805
        return [Lead]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise PermissionDenied
