from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from lead.inbox import views
from lead.inbox.columns import AgeColumn
from lead.inbox.forms import LeadForm
from lead.models import Lead, LeadStatus

_KEPT_VIEWS = {"list", "list_results", "edit", "history", "history_results"}
_ABSENT_VIEWS = ("add", "copy", "delete", "usage", "inspect")


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
    edit_view_class = views.LeadEditView
    history_view_class = views.LeadHistoryView
    index_template_name = "lead/inbox/index.html"
    index_results_template_name = "lead/inbox/index_results.html"
    edit_template_name = "lead/inbox/edit.html"
    list_display = [
        "business_name",
        AgeColumn("received_at", label=_("Waiting since"), sort_key="received_at"),
        StatusTagColumn(
            "status",
            accessor="get_status_display",
            label=_("Status"),
            sort_key="status",
            primary=lambda lead: lead.status == LeadStatus.NEW,
        ),
        Column("contact_name", label=_("Contact person")),
        Column("city", label=_("City"), sort_key="city"),
        Column("salon_type", accessor="get_salon_type_display", label=_("Kind of business")),
        Column("owner", label=_("Owner"), sort_key="owner__username"),
    ]
    edit_handler = ObjectList(
        [FieldPanel("status"), FieldPanel("owner"), FieldPanel("note")],
        base_form_class=LeadForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in _KEPT_VIEWS]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_common_view_kwargs(**kwargs),
            **{f"{name}_url_name": None for name in _ABSENT_VIEWS},
        }

    def register_chooser_viewset(self) -> None:
        """No chooser: Wagtail's lists its rows to every user of the admin."""
