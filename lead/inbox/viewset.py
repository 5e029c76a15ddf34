from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from lead.export.views import AskView
from lead.inbox import views
from lead.inbox.contact import LogContactView, TakeView
from lead.inbox.forms import LeadForm
from lead.inbox.lead_page import LeadEditView
from lead.models import Lead

#: No history: Wagtail logs nothing about leads, whose page shows their own.
_KEPT_VIEWS = {"list", "list_results", "edit"}
_ABSENT_VIEWS = ("add", "copy", "delete", "usage", "inspect", "history")


class LeadViewSet(SnippetViewSet):
    """The inbox of *Sales*."""

    model = Lead
    icon = "mail"
    menu_label = _("Leads")
    menu_order = 90
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 50
    search_fields = ["business_name", "contact_name", "city", "reference", "phone_whatsapp"]
    search_backend_name = None
    index_view_class = views.LeadIndexView
    edit_view_class = LeadEditView
    index_template_name = "lead/inbox/index.html"
    index_results_template_name = "lead/inbox/index_results.html"
    edit_template_name = "lead/inbox/edit.html"
    edit_handler = ObjectList(
        [
            FieldPanel("status"),
            FieldPanel("owner"),
            FieldPanel("next_step"),
            FieldPanel("next_step_on"),
            FieldPanel("note"),
        ],
        base_form_class=LeadForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in _KEPT_VIEWS]
        actions = {"log_contact": LogContactView, "take": TakeView}
        return [
            *kept,
            *(
                path(f"{name}/<int:pk>/", self.construct_view(view), name=name)
                for name, view in actions.items()
            ),
            path("export/", AskView.as_view(), name="export"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_common_view_kwargs(**kwargs),
            **{f"{name}_url_name": None for name in _ABSENT_VIEWS},
        }

    def register_chooser_viewset(self) -> None:
        """No chooser: Wagtail's lists its rows to every user of the admin."""
