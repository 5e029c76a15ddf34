"""Channels and deliveries in the admin.

Plain model view sets: snippets would list their rows in choosers to every admin user.
"""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from fanout import views
from fanout.forms import ChannelForm
from fanout.models import Channel, Delivery


class ChannelViewSet(ModelViewSet):
    model = Channel
    icon = "mail"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = views.ChannelIndexView
    edit_view_class = views.ChannelEditView
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("condition", label=_("Condition")),
        Column("waiting", label=_("Waiting")),
        Column("dead", label=_("Failed")),
    ]
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("kind"), FieldPanel("is_active")],
                heading=_("Channel"),
            ),
            FieldPanel("event_types"),
            MultiFieldPanel([FieldPanel("recipients")], heading=_("E-mail")),
            MultiFieldPanel([FieldPanel("url"), FieldPanel("secret")], heading=_("Webhook")),
        ],
        base_form_class=ChannelForm,
    )

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_edit_view_kwargs(**kwargs),
            "send_test_url_name": self.get_url_name("send_test"),
            "pause_url_name": self.get_url_name("pause"),
            "resume_url_name": self.get_url_name("resume"),
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        # No deletion: what was sent through a channel stays on record. It is switched off instead.
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        actions = {
            "send_test": views.SendTestView,
            "pause": views.PauseView,
            "resume": views.ResumeView,
        }
        return [
            *kept,
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in actions.items()
            ),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_common_view_kwargs(**kwargs),
            "delete_url_name": None,
            "index_url_name": self.get_url_name("index"),
        }


class DeliveryViewSet(ModelViewSet):
    model = Delivery
    icon = "history"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = views.DeliveryIndexView
    inspect_view_class = views.DeliveryInspectView
    list_display = [
        "headline",
        Column("channel", label=_("Channel")),
        StatusTagColumn("get_state_display", label=_("State"), primary="is_final"),
        Column("attempts", label=_("Attempts")),
        Column("last_error_class", label=_("Last error")),
        DateColumn("created_at", label=_("Created"), sort_key="created_at"),
    ]
    list_filter = ["state", "channel"]
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
    ]
    exclude_form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name in {"index", "index_results", "inspect"}
        ]
        replay = self.construct_view(views.ReplayView)
        return [*kept, path("replay/<int:pk>/", replay, name="replay")]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ("add", "edit", "delete", "history", "usage")
        return {
            **super().get_common_view_kwargs(**kwargs),
            **{f"{name}_url_name": None for name in absent},
            "replay_url_name": self.get_url_name("replay"),
            "index_url_name": self.get_url_name("index"),
        }


class AnnouncementGroup(ViewSetGroup):
    menu_label = _("Announcements")
    menu_icon = "mail"
    menu_order = 410
    items = (ChannelViewSet("channels"), DeliveryViewSet("deliveries"))
