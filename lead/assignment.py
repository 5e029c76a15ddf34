"""Tell a member of staff that somebody gave them leads.

Off until *Announcements* has a channel of the kind *Mail to a member of staff*. Rendered when sent,
with references and links only: whoever reads along in a mailbox learns of no customer.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.users.models import UserProfile

from fanout.models import Channel
from fanout.outbox import publish
from fanout.registry import EventType, Message
from lead.announcement import admin_url
from lead.models import Lead
from lead.subjects import OWNER, of_owner

ASSIGNED = "lead.assigned"
#: The rest of a large gift is in the inbox.
NAMED = 20


def announce_assignment(leads: Sequence[Lead], owner: Any) -> None:
    """Publish one ``lead.assigned`` for all these leads, in the caller's transaction."""
    channels = Channel.objects.subscribed_to(ASSIGNED)
    if not channels or not owner.email:
        return
    data = {"owner": owner.pk, "leads": [lead.reference for lead in leads]}
    publish(ASSIGNED, subject=f"{OWNER}{owner.pk}", data=data, channels=channels)


def render(subject_ref: str, data: dict[str, Any]) -> Message | None:
    """The mail; None once none of the leads is theirs any more, or they have left."""
    owner = get_user_model().objects.filter(pk=data["owner"], is_active=True).first()
    if owner is None or not owner.email:
        return None
    theirs = Lead.objects.genuine().filter(owner=owner, reference__in=data["leads"])
    leads = list(theirs.order_by("-received_at", "-pk"))
    if not leads:
        return None
    language = UserProfile.get_for_user(owner).get_preferred_language()
    with translation.override(language):
        return _message(leads, owner.email)


def _message(leads: Sequence[Lead], to: str) -> Message:
    # Two messages, not one with a plural: Indonesian has one form, which then names one of many.
    if len(leads) == 1:
        subject = _("A lead is yours now: %(reference)s") % {"reference": leads[0].reference}
    else:
        subject = _("%(count)d leads are yours now") % {"count": len(leads)}
    context = {
        "leads": [(lead.reference, admin_url(lead)) for lead in leads[:NAMED]],
        "unnamed_count": max(0, len(leads) - NAMED),
    }
    text = render_to_string("lead/assignment.txt", context)
    return Message(subject=subject, text=text, html="", payload={}, to=to)


LEAD_ASSIGNED = EventType(
    name=ASSIGNED,
    label=gettext_lazy("A lead is given to somebody"),
    render=render,
    goes_to=Channel.Kind.STAFF,
    subjects_for=of_owner,
)
