from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from lead.models import Lead


class WaitingLeadsPanel(Component):
    """On the dashboard of whoever works with leads: what waits for an answer."""

    name = "waiting_leads"
    template_name = "lead/inbox/home_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        inbox = reverse("wagtailsnippets_lead_lead:list")
        return {
            "waiting": Lead.objects.waiting().count(),
            "overdue": Lead.objects.overdue().count(),
            "held_back": Lead.objects.held_back().count(),
            "inbox_url": inbox,
            "waiting_url": f"{inbox}?status=new",
            "held_back_url": f"{inbox}?show=spam",
        }


def may_see_leads(user: Any) -> bool:
    policy = policy_registry.get_by_type(Lead)
    return bool(policy.user_has_any_permission(user, ["view", "change"]))
