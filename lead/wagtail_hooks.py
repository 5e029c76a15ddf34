from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lead.inbox.bulk_actions import FollowUpBulkAction, RefusedDelete
from lead.inbox.home import WaitingLeadsPanel, may_see_leads
from lead.inbox.viewset import LeadViewSet

register_snippet(LeadViewSet)
hooks.register("register_bulk_action", FollowUpBulkAction)
# After Wagtail's own, so that it takes its place for leads.
hooks.register("register_bulk_action", RefusedDelete, order=100)


@hooks.register("construct_homepage_panels")
def add_waiting_leads(request: HttpRequest, panels: list[Any]) -> None:
    if may_see_leads(request.user):
        panels.append(WaitingLeadsPanel())


@hooks.register("insert_global_admin_css")
def add_inbox_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lead/inbox.css"))
