"""Everything held on a person."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from fanout.models import Delivery
from lead.answers import answers
from lead.models import ConsentText, Lead, LeadActivity
from lead.privacy.fields import TEXTS
from lead.privacy.identifiers import Identifier, identifiers_of
from lead.privacy.mentions import found_in, may_mention


@dataclass(frozen=True)
class HeldLead:
    """A lead of the person with what hangs on it."""

    lead: Lead
    answers: list[tuple[str, str]]
    consent_text: str
    activities: list[LeadActivity]
    deliveries: list[Delivery]


@dataclass(frozen=True)
class Holdings:
    """`mentions` are texts of others, by what they are and since when; not their contents.

    `aliases` are further numbers and addresses of these leads under which there are others.
    """

    identifier: Identifier
    leads: list[HeldLead]
    mentions: list[tuple[str, Lead]]
    aliases: list[Identifier]

    @property
    def is_empty(self) -> bool:
        return not (self.leads or self.mentions)


def everything_on(identifier: Identifier) -> Holdings:
    leads = list(
        Lead.objects.filter(identifier.own_leads())
        .select_related("site")
        .prefetch_related("exports", "activities")
    )
    return Holdings(
        identifier=identifier,
        leads=[_with_all(lead) for lead in leads],
        mentions=[*_in_leads(identifier), *_in_notes(identifier)],
        aliases=_aliases(identifier, leads),
    )


def _with_all(lead: Lead) -> HeldLead:
    return HeldLead(
        lead=lead,
        answers=answers(lead),
        consent_text=ConsentText.objects.agreed_to(lead),
        activities=list(lead.activities.all()),
        deliveries=list(Delivery.objects.for_subject(lead.subject)),
    )


def _in_leads(identifier: Identifier) -> list[tuple[str, Lead]]:
    condition = reduce(or_, [may_mention(name, identifier) for name in TEXTS])
    others = Lead.objects.filter(condition).exclude(identifier.own_leads())
    return [
        (str(Lead._meta.get_field(name).verbose_name), lead)  # type: ignore[union-attr]
        for lead in others
        for name in TEXTS
        if _mentions(getattr(lead, name), identifier)
    ]


def _in_notes(identifier: Identifier) -> list[tuple[str, Lead]]:
    notes = LeadActivity.objects.filter(may_mention("note", identifier)).select_related("lead")
    of_others = notes.exclude(lead__in=Lead.objects.filter(identifier.own_leads()))
    return [
        (str(note.get_kind_display()), note.lead)
        for note in of_others
        if _mentions(note.note, identifier)
    ]


def _mentions(text: str, identifier: Identifier) -> bool:
    return any(found == identifier for _span, found in found_in(text))


def _aliases(identifier: Identifier, leads: list[Lead]) -> list[Identifier]:
    known = {found for lead in leads for found in identifiers_of(lead)} - {identifier}
    own = Q(pk__in=[lead.pk for lead in leads])
    return sorted(
        (alias for alias in known if Lead.objects.filter(alias.own_leads()).exclude(own).exists()),
        key=str,
    )
