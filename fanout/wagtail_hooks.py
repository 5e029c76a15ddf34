from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from fanout.viewsets import AnnouncementGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> AnnouncementGroup:
    return AnnouncementGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("fanout.send_test", _("Send test"), _("Test sent"))
    actions.register_action("fanout.pause", _("Pause"), _("Paused"))
    actions.register_action("fanout.resume", _("Resume"), _("Resumed"))
    actions.register_action("fanout.replay", _("Send again"), _("Sent again"))
