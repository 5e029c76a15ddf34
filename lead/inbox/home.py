from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from fanout.models import Delivery
from lead.announcement import CREATED
from lead.inbox import boxes
from lead.models import Lead


@dataclass(frozen=True)
class Figures:
    """What somebody who works with leads looks for in the morning."""

    new_today: int
    late: int
    mine: int
    quarantine: int
    failing: int


def figures(user: Any) -> Figures:
    """Of the leads that `user` sees, and of their announcements."""
    counted = boxes.counts(user)
    today = datetime.combine(timezone.localdate(), time.min, timezone.get_current_timezone())
    visible = Lead.objects.visible_to(user)
    return Figures(
        new_today=visible.genuine().filter(received_at__gte=today).count(),
        late=counted[boxes.LATE],
        mine=counted[boxes.MINE],
        quarantine=counted[boxes.QUARANTINE],
        failing=_failing(user),
    )


def _failing(user: Any) -> int:
    """Announcements that were given up and that nobody has sent again."""
    given_up = Delivery.objects.visible_to(user).given_up()
    return given_up.filter(event__type=CREATED).count()


class LeadsPanel(Component):
    """On the dashboard of whoever works with leads."""

    name = "leads"
    template_name = "lead/inbox/home_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        inbox = boxes.BOXES[boxes.ALL].url
        return {
            "figures": figures(user),
            "urls": {name: box.url for name, box in boxes.BOXES.items()},
            "today_url": f"{inbox}?received_at_from={timezone.localdate().isoformat()}",
            "failing_url": self._failing_url(user),
        }

    def _failing_url(self, user: Any) -> str:
        if not user.has_perm("fanout.view_delivery"):
            return ""
        return f"{reverse('deliveries:index')}?state={Delivery.State.DEAD}"


def may_see_leads(user: Any) -> bool:
    policy = policy_registry.get_by_type(Lead)
    return bool(policy.user_has_any_permission(user, ["view", "change"]))
