"""Delete leads with everything that hangs on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from config.mail import forget_mails_with
from fanout.models import Channel
from fanout.withdrawal import withdraw
from lead.acknowledgement import limit_for
from lead.clients import keyed_hash
from lead.export import files
from lead.limits import counters
from lead.limits.policy import limits_for
from lead.models import ExportedLead, ExportState, Lead, LeadExport


@dataclass(frozen=True)
class Deletion:
    """What went with some leads; `told` are, by subject, the channels that had heard of it."""

    deliveries: int
    exports: int
    told: dict[str, list[Channel]]


def delete_leads(leads: Sequence[Lead], redacted: Sequence[Lead] = ()) -> Deletion:
    """Call it in a transaction that has locked the leads.

    `redacted` are leads of others from which somebody was just blacked out: they stay, but no
    file does that holds them as they were.
    """
    withdrawals = {lead.subject: withdraw([lead.subject]) for lead in leads}
    # All at once and in order, so that two erasures cannot wait for each other.
    exports = _withdraw_exports([*leads, *redacted])
    _forget_counters(leads)
    _forget_mails(leads)
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).delete()
    return Deletion(
        deliveries=sum(withdrawal.cancelled for withdrawal in withdrawals.values()),
        exports=exports,
        told={subject: withdrawal.informed for subject, withdrawal in withdrawals.items()},
    )


def _withdraw_exports(leads: Sequence[Lead]) -> int:
    """No file may keep the person; whoever was about to fetch it exports once more."""
    holding = ExportedLead.objects.filter(lead__in=leads)
    exports = list(
        LeadExport.objects.filter(
            state__in=[ExportState.WRITING, ExportState.READY], pk__in=holding.values("export")
        )
        .select_for_update()
        .order_by("pk")
    )
    LeadExport.objects.filter(pk__in=[export.pk for export in exports]).update(
        state=ExportState.WITHDRAWN, file_name=""
    )
    names = [export.file_name for export in exports]
    transaction.on_commit(lambda: files.delete(names), robust=True)
    return len(exports)


def _forget_counters(leads: Iterable[Lead]) -> None:
    """Afterwards, because Redis knows no transaction; what is left there ends within the hour."""
    limits = [limit_for(lead.email) for lead in leads if lead.email]
    for lead in leads:
        limits += limits_for(lead.client_hash, keyed_hash("phone", lead.phone_whatsapp))
    transaction.on_commit(lambda: counters.forget(limits), robust=True)


def _forget_mails(leads: Iterable[Lead]) -> None:
    """The embedded size writes its mails to files."""
    words = [
        word for lead in leads for word in (lead.reference, lead.email, lead.phone_whatsapp) if word
    ]
    if words:
        transaction.on_commit(lambda: forget_mails_with(words), robust=True)
