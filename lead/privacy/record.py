"""The record of processing activities (UU 27/2022, article 31), from what the system really does.

Periods come from the settings, receivers from the channels, fields from the models: nothing here
has to be kept up by hand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanout.models import Channel
from lead.acknowledgement import PER_ADDRESS
from lead.announcement import CREATED
from lead.limits.policy import parsed
from lead.models import Lead
from lead.privacy.fields import HASHES, NOT_PERSONAL
from lead.tasks import KEPT as COUNTERS_KEPT


@dataclass(frozen=True)
class Activity:
    """One kind of processing, in the active language."""

    name: str
    whose: str
    what: Sequence[str]
    purpose: str
    basis: str
    kept: str
    receivers: Sequence[str]


def activities() -> list[Activity]:
    return [_leads(), _exports(), _counters(), _erasures(), _staff()]


def measures() -> list[str]:
    """How all of it is protected."""
    return [
        _("Only who holds the permission gets in; every refusal is the server's."),
        _("Each export, handing out and erasure is recorded with who and when."),
        _("Logs, metrics, the broker and audit labels hold references, never personal data."),
        _("Addresses of senders are stored as keyed hashes; secrets of channels are encrypted."),
        _("Announcements travel over TLS in production; webhooks are signed."),
    ]


def receivers() -> list[str]:
    """Every active channel that hears of new leads, with where it leads."""
    return [
        f"{channel.name} ({channel.get_kind_display()})"
        for channel in Channel.objects.subscribed_to(CREATED)
    ]


def _leads() -> Activity:
    return Activity(
        name=_("Leads of the partner form"),
        whose=_("Owners and staff of salons who send the form"),
        what=[
            *(
                str(capfirst(field.verbose_name))
                for field in Lead._meta.concrete_fields
                if field.name not in {*HASHES, *NOT_PERSONAL}
            ),
            _("Notes and history of the follow-up"),
            _("Keyed hashes of the network address and of what was sent"),
        ],
        purpose=_("To contact them about a partnership"),
        basis=_("Consent, given with the form; its text, version and time are kept with the lead"),
        kept=ngettext(
            "%(count)d month from receipt, then anonymised by a job; longer only while a lead is "
            "on hold for a legal reason",
            "%(count)d months from receipt, then anonymised by a job; longer only while a lead is "
            "on hold for a legal reason",
            settings.LEAD_RETENTION_MONTHS,
        )
        % {"count": settings.LEAD_RETENTION_MONTHS},
        receivers=[*_groups("view_lead", "change_lead"), *receivers()],
    )


def _exports() -> Activity:
    return Activity(
        name=_("Exports of leads"),
        whose=_("Owners and staff of salons who send the form"),
        what=[_("The columns that were chosen; the record of the export names nobody")],
        purpose=_("Follow-up outside the inbox, for the reason given with each export"),
        basis=_("Consent, as for the leads"),
        kept=ngettext(
            "The file %(count)d hour, its record without personal data for good",
            "The file %(count)d hours, its record without personal data for good",
            settings.LEAD_EXPORT_KEEP_HOURS,
        )
        % {"count": settings.LEAD_EXPORT_KEEP_HOURS},
        receivers=_groups("export_lead"),
    )


def _counters() -> Activity:
    hours = math.ceil((_longest_window() + COUNTERS_KEPT.total_seconds()) / 3600)
    return Activity(
        name=_("Protection against abuse"),
        whose=_("Everybody who sends the form"),
        what=[
            _("Keyed hashes of the network address, the telephone number and the e-mail address")
        ],
        purpose=_("To refuse floods of requests"),
        basis=_("Legitimate interest: keeping the form usable"),
        kept=ngettext(
            "%(count)d hour after the last request", "%(count)d hours after the last request", hours
        )
        % {"count": hours},
        receivers=[],
    )


def _longest_window() -> int:
    """Seconds in which requests are counted together; a counter is kept `COUNTERS_KEPT` longer."""
    limits = [*parsed(settings.LEAD_LIMIT_CLIENT), *parsed(settings.LEAD_LIMIT_PHONE), PER_ADDRESS]
    return max(limit.get_expiry() for limit in limits)


def _erasures() -> Activity:
    return Activity(
        name=_("Ledger of erasures"),
        whose=_("People who were erased"),
        what=[_("Keyed hash of the number or address, time, counts")],
        purpose=_("To erase them again after a backup was restored"),
        basis=_("Legal duty: an erasure must last"),
        kept=_("For good: a backup of any age may be restored"),
        receivers=_groups("erase_person"),
    )


def _staff() -> Activity:
    return Activity(
        name=_("Accounts of staff"),
        whose=_("Staff with a login"),
        what=[_("Name, e-mail address, what they changed; of failed logins also the address")],
        purpose=_("Access, and knowing who did what"),
        basis=_("Contract of employment; legitimate interest: security"),
        kept=_(
            "As long as the account exists, its actions for good with its name; failed logins "
            "until the next login, %(minutes)d minutes later at the earliest"
        )
        % {"minutes": settings.AXES_COOLOFF_TIME.total_seconds() // 60},
        receivers=[_("Administrators")],
    )


def _groups(*codenames: str) -> list[str]:
    """Who may, by group; administrators may everything."""
    groups = Group.objects.filter(
        permissions__codename__in=codenames, permissions__content_type__app_label="lead"
    )
    names = groups.distinct().order_by("name").values_list("name", flat=True)
    return [_("Group %(name)s") % {"name": name} for name in names] + [_("Administrators")]
