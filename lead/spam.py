"""Tell spam from people, carefully: what is held back is stored, silent and restorable."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from limits import parse

from lead.clients import keyed_hash
from lead.models import Lead, SpamReason

#: A single link in a message is normal: salons show their Instagram page.
TOLERATED_LINKS = 2
#: The same message from this many senders within a day is an advertisement.
TOLERATED_COPIES = 2
REPETITION_WINDOW = timedelta(days=1)
_MIN_REPEATED_LENGTH = 20

_LINK = re.compile(r"https?://|www\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*(a|script|img|iframe)\b|\[/?(url|link)\b", re.IGNORECASE)
_SAME_CHARACTER = re.compile(r"(\S)\1{19,}")
_NAMES = ("business_name", "contact_name", "city")
_TEXTS = ("message", "specialization", "current_brands_used")


def spam_reasons(answers: Mapping[str, Any]) -> list[str]:
    """Why a submission is held back; empty for one that is announced."""
    if answers.get("company"):
        return [SpamReason.HONEYPOT.value]
    reasons = {
        SpamReason.LINKS: _advertises(answers),
        SpamReason.REPETITION: _repeats_itself(answers) or _was_sent_around(answers),
        SpamReason.FLOOD: _in_a_flood(),
    }
    return [reason.value for reason, holds in reasons.items() if holds]


def message_hash(answers: Mapping[str, Any]) -> str:
    """What recognises the same message from somebody else; "" for short ones."""
    words = " ".join(answers.get("message", "").casefold().split())
    return keyed_hash("message", words) if len(words) >= _MIN_REPEATED_LENGTH else ""


def _advertises(answers: Mapping[str, Any]) -> bool:
    names = " ".join(answers.get(field, "") for field in _NAMES)
    texts = " ".join(answers.get(field, "") for field in _TEXTS)
    return bool(
        _LINK.search(names)
        or _MARKUP.search(f"{names} {texts}")
        or len(_LINK.findall(texts)) > TOLERATED_LINKS
    )


def _repeats_itself(answers: Mapping[str, Any]) -> bool:
    texts = [answers.get(field, "") for field in (*_NAMES, *_TEXTS)]
    words = " ".join(texts).casefold().split()
    return any(_SAME_CHARACTER.search(text) for text in texts) or (
        len(words) >= 30 and len(set(words)) * 5 <= len(words)
    )


def _was_sent_around(answers: Mapping[str, Any]) -> bool:
    digest = message_hash(answers)
    if not digest:
        return False
    since = timezone.now() - REPETITION_WINDOW
    copies = Lead.objects.filter(message_hash=digest, received_at__gte=since)
    others = copies.exclude(phone_whatsapp=answers["phone_whatsapp"])
    return others[: TOLERATED_COPIES + 1].count() > TOLERATED_COPIES


def _in_a_flood() -> bool:
    """More leads than ``LEAD_LIMIT_TOTAL`` in its period. Carriers share addresses between
    thousands of phones, so a flood is held back rather than refused."""
    limit = parse(settings.LEAD_LIMIT_TOTAL)
    since = timezone.now() - timedelta(seconds=limit.get_expiry())
    recent = Lead.objects.filter(received_at__gte=since)
    return recent[: limit.amount].count() >= limit.amount
