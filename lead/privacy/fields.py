"""What each field of a lead says about a person, and so what becomes of it."""

from typing import Any

#: What is left where the inbox shows a name.
NOBODY = "–"
#: Anonymising puts these in place of what was sent. `idempotency_hash` is unique per lead and
#: gets a value of its own.
EMPTIED: dict[str, Any] = {
    "business_name": NOBODY,
    "contact_name": NOBODY,
    "phone_whatsapp": "",
    "email": "",
    "message": "",
    "specialization": "",
    "current_brands_used": "",
    "page_url_initial": "",
    "page_url_current": "",
    "next_step": "",
    "next_step_on": None,
    "due_at": None,
    "body_hash": "",
    "message_hash": "",
    "client_hash": "",
}
#: Our own bookkeeping, which says nothing about the person.
NOT_PERSONAL = (
    "id",
    "site",
    "reference",
    "owner",
    "is_test",
    "due_at",
    "announced_at",
    "touched_at",
    "anonymised_at",
)
HASHES = ("idempotency_hash", "body_hash", "message_hash", "client_hash")
#: What anybody may know: for counting, once nobody can be told from it. `city` is free text, and
#: kept where it looks like the name of one.
KEPT = (
    "id",
    "site",
    "reference",
    "received_at",
    "locale",
    "city",
    "salon_type",
    "chair_count",
    "monthly_spend_range",
    "preferred_contact",
    "consent_version",
    "consent_at",
    "status",
    "owner",
    "is_test",
    "spam_score",
    "spam_reasons",
    "announced_at",
    "touched_at",
    "anonymised_at",
    "hold_reason",
)
#: Free text in which somebody else may be mentioned.
TEXTS = (
    "business_name",
    "contact_name",
    "city",
    "message",
    "specialization",
    "current_brands_used",
    "page_url_initial",
    "page_url_current",
    "next_step",
)
