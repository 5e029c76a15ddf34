"""Take a person out of texts that belong to others: what they sent, what sales wrote of them."""

from collections.abc import Callable

from lead.models import Lead, LeadActivity
from lead.privacy.fields import TEXTS
from lead.privacy.identifiers import Identifier
from lead.privacy.mentions import redact

IsMeant = Callable[[Identifier], bool]


def redact_row(row: Lead | LeadActivity, is_meant: IsMeant) -> int:
    """Returns in how many of the row's texts the person was."""
    cleaned = _without(row, is_meant)
    for name, text in cleaned.items():
        setattr(row, name, text)
    if cleaned:
        row.save(update_fields=list(cleaned))
    return len(cleaned)


def is_mentioned(row: Lead | LeadActivity, is_meant: IsMeant) -> bool:
    return bool(_without(row, is_meant))


def _without(row: Lead | LeadActivity, is_meant: IsMeant) -> dict[str, str]:
    """Those of its texts in which the person is, without the person."""
    texts = {name: getattr(row, name) for name in (TEXTS if isinstance(row, Lead) else ["note"])}
    cleaned = {name: redact(text, is_meant) for name, text in texts.items()}
    return {name: text for name, text in cleaned.items() if text != texts[name]}
