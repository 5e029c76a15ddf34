from lead.models.counter import RequestCounter
from lead.models.history import ActivityKind, LeadActivity, LeadExport
from lead.models.lead import FOLLOW_UP_TARGET, Lead, LeadQuerySet, LeadStatus, SpamReason

__all__ = [
    "FOLLOW_UP_TARGET",
    "ActivityKind",
    "Lead",
    "LeadActivity",
    "LeadExport",
    "LeadQuerySet",
    "LeadStatus",
    "RequestCounter",
    "SpamReason",
]
