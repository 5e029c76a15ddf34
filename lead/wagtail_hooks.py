from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from lead.health.views import menu_item, report_urls
from lead.inbox.bulk_actions import (
    FollowUpBulkAction,
    NotSpamBulkAction,
    RefusedDelete,
    SpamBulkAction,
)
from lead.inbox.home import LeadsPanel, may_see_leads
from lead.inbox.viewset import LeadViewSet
from lead.privacy.viewset import PersonalDataGroup

register_snippet(LeadViewSet)
hooks.register("register_reports_menu_item", menu_item)
hooks.register("register_admin_urls", report_urls)
for action in (FollowUpBulkAction, SpamBulkAction, NotSpamBulkAction):
    hooks.register("register_bulk_action", action)
# After Wagtail's own, so that it takes its place for leads.
hooks.register("register_bulk_action", RefusedDelete, order=100)


@hooks.register("register_admin_viewset")
def register_personal_data() -> PersonalDataGroup:
    return PersonalDataGroup()


@hooks.register("register_permissions")
def let_groups_see_health() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="lead", codename="view_submissioncount"
    )


@hooks.register("construct_homepage_panels")
def add_leads(request: HttpRequest, panels: list[Any]) -> None:
    if may_see_leads(request.user):
        panels.append(LeadsPanel())


@hooks.register("insert_global_admin_css")
def add_inbox_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lead/inbox.css"))
