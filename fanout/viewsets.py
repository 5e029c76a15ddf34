"""Channels and deliveries in the admin.

Plain model view sets: snippets would list their rows in choosers to every admin user.
"""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from fanout.models import Channel, Delivery
from fanout.views import channels, deliveries


class ChannelViewSet(ModelViewSet):
    model = Channel
    icon = "mail"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = channels.ChannelIndexView
    add_view_class = channels.ChannelCreateView
    edit_view_class = channels.ChannelEditView
    edit_template_name = channels.ChannelEditView.template_name
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("condition", label=_("Condition")),
        Column("waiting", label=_("Waiting")),
        Column("dead", label=_("Failed")),
    ]
    search_fields = ["name"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> None:
        """None for all: each kind has a form of its own, see `fanout.forms`."""

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_edit_view_kwargs(**kwargs),
            "send_test_url_name": self.get_url_name("send_test"),
            "pause_url_name": self.get_url_name("pause"),
            "resume_url_name": self.get_url_name("resume"),
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        # No deletion: what was sent through a channel stays on record. It is switched off instead.
        absent = {"delete", "add"}
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in absent]
        actions = {
            "send_test": channels.SendTestView,
            "pause": channels.PauseView,
            "resume": channels.ResumeView,
        }
        return [
            *kept,
            path("add/", self.construct_view(channels.KindView), name="add"),
            path("add/<str:kind>/", self.add_view, name="add_kind"),
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in actions.items()
            ),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_common_view_kwargs(**kwargs),
            "add_kind_url_name": self.get_url_name("add_kind"),
            "delete_url_name": None,
            "index_url_name": self.get_url_name("index"),
        }


def _crash_evidence(delivery: Any) -> str:
    """`with_crash_evidence` has looked it up."""
    return gettext("maybe") if delivery.maybe_sent else ""


class DeliveryViewSet(ModelViewSet):
    model = Delivery
    icon = "history"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = deliveries.DeliveryIndexView
    inspect_view_class = deliveries.DeliveryInspectView
    list_display = [
        "headline",
        Column("channel", label=_("Channel")),
        StatusTagColumn("get_state_display", label=_("State"), primary="is_final"),
        Column("attempts", label=_("Attempts")),
        Column("last_error_class", label=_("Last error")),
        Column("maybe_sent", label=_("Maybe sent"), accessor=_crash_evidence),
        DateColumn("created_at", label=_("Created"), sort_key="created_at"),
    ]
    search_fields = ["event__subject", "event__type", "msg_id"]
    search_backend_name = None
    ordering = ["-created_at", "-pk"]
    list_per_page = 50
    inspect_view_fields = [
        "headline",
        "channel",
        "state",
        "attempts",
        "msg_id",
        "replay_no",
        "created_at",
        "next_attempt_at",
        "finished_at",
        "last_error_class",
        "http_status",
        "accepted_by",
    ]
    exclude_form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name in {"index", "index_results", "inspect"}
        ]
        replay = self.construct_view(deliveries.ReplayView)
        replay_failed = self.construct_view(deliveries.ReplayFailedView)
        return [
            *kept,
            path("replay/<int:pk>/", replay, name="replay"),
            path("replay-failed/", replay_failed, name="replay_failed"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ("add", "edit", "delete", "history", "usage")
        return {
            **super().get_common_view_kwargs(**kwargs),
            **{f"{name}_url_name": None for name in absent},
            "replay_url_name": self.get_url_name("replay"),
            "replay_failed_url_name": self.get_url_name("replay_failed"),
            "index_url_name": self.get_url_name("index"),
        }


class AnnouncementGroup(ViewSetGroup):
    menu_label = _("Announcements")
    menu_icon = "mail"
    menu_order = 410
    items = (ChannelViewSet("channels"), DeliveryViewSet("deliveries"))
