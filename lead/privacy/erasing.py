"""Erase everything held on a person, wherever it lies, in one transaction."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from lead.models import Lead, LeadActivity
from lead.privacy import ledger
from lead.privacy.deletion import delete_leads
from lead.privacy.fields import TEXTS
from lead.privacy.identifiers import Identifier, identifiers_of
from lead.privacy.mentions import may_mention
from lead.privacy.notice import ask_to_delete
from lead.privacy.redaction import is_mentioned, redact_row

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Erased:
    """What was reached, in numbers of rows.

    `informed` names the channels that are asked to delete what they were told, `unasked` those
    that were told too but are switched off; `held` the leads that must be kept, and were.
    """

    leads: int = 0
    mentions: int = 0
    deliveries: int = 0
    exports: int = 0
    informed: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


@transaction.atomic
def erase(identifier: Identifier, actor: Any = None) -> Erased:
    """Delete the person's leads with all that hangs on them, and their mentions elsewhere.

    Nothing that is queued leaves any more, files that hold them are withdrawn, and whoever was
    told is asked to delete it. Leads on hold stay as they are until their hold ends
    (`lead.privacy.holds`). Doing it again changes nothing more.
    """
    # All locks at once and in order, so that two erasures cannot wait for each other; sales and
    # exports wait too, and then find the lead gone.
    leads = list(
        Lead.objects.filter(concerning(identifier)).select_for_update(of=("self",)).order_by("pk")
    )
    own = [lead for lead in leads if identifier in identifiers_of(lead)]
    going = [lead for lead in own if not lead.hold_reason]
    notes = list(
        LeadActivity.objects.filter(may_mention("note", identifier) | Q(lead__in=going))
        .select_related("lead")
        .select_for_update(of=("self",))
        .order_by("pk")
    )

    def is_meant(found: Identifier) -> bool:
        return found == identifier

    others = [lead for lead in leads if lead not in own]
    of_others = [note for note in notes if note.lead not in going]
    held = [
        *(lead for lead in own if lead.hold_reason),
        *(lead for lead in others if lead.hold_reason and is_mentioned(lead, is_meant)),
        *(
            note.lead
            for note in of_others
            if note.lead.hold_reason and is_mentioned(note, is_meant)
        ),
    ]
    counts = {lead: redact_row(lead, is_meant) for lead in others if not lead.hold_reason}
    redacted = [lead for lead, count in counts.items() if count]
    mentions = sum(counts.values()) + sum(
        redact_row(note, is_meant) for note in of_others if not note.lead.hold_reason
    )
    if going or mentions or held:
        # Before all other work that is done after the commit: nothing may keep it out of the file.
        ledger.record(identifier, actor, len(going), mentions)
        log.info("person_erased", leads=len(going), mentions=mentions, held=len(held))
    deletion = delete_leads(going, redacted)
    channels = ask_to_delete(deletion.told)
    return Erased(
        leads=len(going),
        mentions=mentions,
        deliveries=deletion.deliveries,
        exports=deletion.exports,
        informed=channels.asked,
        unasked=channels.unasked,
        held=sorted({lead.reference for lead in held}),
    )


def concerning(identifier: Identifier) -> Q:
    """Leads that the person sent, or whose texts may mention them."""
    texts = [may_mention(name, identifier) for name in TEXTS]
    return reduce(or_, texts, identifier.own_leads())
