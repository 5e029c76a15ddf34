from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from frontend_bridge.telemetry.admin import menu_item, report_urls

hooks.register("register_reports_menu_item", menu_item)
hooks.register("register_admin_urls", report_urls)


@hooks.register("register_permissions")
def let_groups_see_telemetry() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="frontend_bridge", codename="view_vitalcount"
    )
