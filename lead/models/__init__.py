from lead.models.consent import ConsentText
from lead.models.counter import RequestCounter
from lead.models.erasure import Erasure
from lead.models.export import ExportedLead, ExportState, LeadExport
from lead.models.history import CONTACT_KINDS, ActivityKind, LeadActivity, with_newest_change
from lead.models.lead import FOLLOW_UP_TARGET, Lead, LeadQuerySet, LeadStatus, SpamReason, sees_all
from lead.models.submission_count import LONG_AGO, Outcome, SubmissionCount

__all__ = [
    "CONTACT_KINDS",
    "FOLLOW_UP_TARGET",
    "LONG_AGO",
    "ActivityKind",
    "ConsentText",
    "Erasure",
    "ExportState",
    "ExportedLead",
    "Lead",
    "LeadActivity",
    "LeadExport",
    "LeadQuerySet",
    "LeadStatus",
    "Outcome",
    "RequestCounter",
    "SpamReason",
    "SubmissionCount",
    "sees_all",
    "with_newest_change",
]
