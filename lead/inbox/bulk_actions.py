from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from lead.follow_up import FollowUp
from lead.inbox.forms import BulkFollowUpForm
from lead.models import Lead


class FollowUpBulkAction(SnippetBulkAction):
    """Give several leads one status or owner."""

    display_name = _("Change status or owner")
    action_type = "follow_up"
    aria_label = _("Change status or owner of the selected leads")
    template_name = "lead/inbox/bulk_follow_up.html"
    form_class = BulkFollowUpForm

    @classproperty
    def models(cls) -> list[type[Lead]]:  # noqa: N805
        return [Lead]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.permission_policy.user_has_permission(request.user, "change"):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """Nothing: "all in listing" would ignore the list's filters and search."""
        return []

    @classmethod
    def execute_action(cls, objects: list[Lead], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        chosen = action.cleaned_form.cleaned_data
        for lead in objects:
            FollowUp(lead, action.request.user).apply(
                status=chosen["status"] or lead.status, owner=chosen["owner"] or lead.owner
            )
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d lead was changed.", "%(count)d leads were changed.", num_parent_objects
        ) % {"count": num_parent_objects}


class RefusedDelete(DeleteBulkAction):
    """Stands where Wagtail registers its bulk delete, whose page would list leads to anybody."""

    @classproperty
    def models(cls) -> list[type[Lead]]:  # noqa: N805
        return [Lead]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise PermissionDenied
