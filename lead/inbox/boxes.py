"""The inbox's one-click views, with the number of leads in each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lead.models import Lead, LeadQuerySet

#: The list's parameter that names a box; without it everything genuine is shown.
PARAMETER = "box"
ALL, MINE, NEW, LATE, QUARANTINE = "all", "mine", "new", "late", "quarantine"


@dataclass(frozen=True)
class Box:
    """`leads` narrows down what a user may see."""

    name: str
    label: str | Promise
    leads: Callable[[LeadQuerySet, Any], LeadQuerySet]

    @property
    def url(self) -> str:
        inbox = reverse("wagtailsnippets_lead_lead:list")
        return inbox if self.name == ALL else f"{inbox}?{PARAMETER}={self.name}"


BOXES = {
    box.name: box
    for box in (
        Box(ALL, _("All"), lambda leads, user: leads.genuine()),
        Box(MINE, _("Mine"), lambda leads, user: leads.genuine().filter(owner=user)),
        Box(NEW, _("New"), lambda leads, user: leads.waiting()),
        Box(LATE, _("Late"), lambda leads, user: leads.overdue()),
        Box(QUARANTINE, _("Quarantine"), lambda leads, user: leads.held_back()),
    )
}


def counts(user: Any) -> dict[str, int]:
    """How many leads each box holds for a user: one statement.

    Nearly every lead is in the first box, so that counting it reads the table; the others are
    counted by an index each.
    """
    visible = Lead.objects.visible_to(user)
    rows = [
        box.leads(visible, user)
        .order_by()
        .values(name=Value(box.name))
        .annotate(number=Count("pk"))
        for box in BOXES.values()
    ]
    counted = reduce(lambda some, more: some.union(more, all=True), rows)
    return {**dict.fromkeys(BOXES, 0), **{row["name"]: row["number"] for row in counted}}
