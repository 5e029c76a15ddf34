"""Tell spam from people, carefully: what is held back is stored, silent and restorable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from limits import RateLimitItem

from lead.clients import keyed_hash
from lead.limits import policy
from lead.models import Lead, SpamReason

#: More say no more, and a message holds hundreds.
COUNTED_LINKS = 10
#: The same message from this many senders within a day is an advertisement.
TOLERATED_COPIES = 2
REPETITION_WINDOW = timedelta(days=1)
_MIN_REPEATED_LENGTH = 20

_LINK = re.compile(r"https?://|www\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?\s*(a|script|img|iframe)\b|\[/?(url|link)\b", re.IGNORECASE)
_SAME_CHARACTER = re.compile(r"(\S)\1{19,}")
_NAMES = ("business_name", "contact_name", "city")
_TEXTS = ("message", "specialization", "current_brands_used")


@dataclass(frozen=True)
class Verdict:
    """What speaks for spam: its points by ``LEAD_SPAM_WEIGHTS``, and why."""

    score: int
    reasons: list[str]

    @property
    def is_spam(self) -> bool:
        return self.score >= settings.LEAD_SPAM_THRESHOLD


#: Nothing speaks for spam.
CLEAN = Verdict(0, [])


def judge(answers: Mapping[str, Any]) -> Verdict:
    """How much speaks for holding a submission back."""
    points = {
        reason.value: settings.LEAD_SPAM_WEIGHTS[reason] * times
        for reason, times in _signs(answers).items()
    }
    return Verdict(sum(points.values()), [reason for reason, worth in points.items() if worth])


def _signs(answers: Mapping[str, Any]) -> dict[SpamReason, int]:
    """How often each reason was found."""
    names = " ".join(answers.get(field, "") for field in _NAMES)
    texts = " ".join(answers.get(field, "") for field in _TEXTS)
    return {
        SpamReason.HONEYPOT: bool(answers.get("company")),
        SpamReason.LINKS: min(len(_LINK.findall(texts)), COUNTED_LINKS),
        SpamReason.LINK_IN_NAME: bool(_LINK.search(names)),
        SpamReason.MARKUP: bool(_MARKUP.search(f"{names} {texts}")),
        SpamReason.REPETITION: _repeats_itself(answers),
        SpamReason.COPIES: _was_sent_around(answers),
        SpamReason.FLOOD: any(
            _is_reached(rate) for rate in policy.parsed(settings.LEAD_LIMIT_TOTAL)
        ),
    }


def message_hash(answers: Mapping[str, Any]) -> str:
    """What recognises the same message from somebody else; "" for short ones."""
    words = " ".join(answers.get("message", "").casefold().split())
    return keyed_hash("message", words) if len(words) >= _MIN_REPEATED_LENGTH else ""


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


def _is_reached(rate: RateLimitItem) -> bool:
    """As many leads in the last period as ``LEAD_LIMIT_TOTAL`` allows, our smoke tests left out.

    Carriers share addresses between thousands of phones, so a flood is held back rather than
    refused.
    """
    since = timezone.now() - timedelta(seconds=rate.get_expiry())
    recent = Lead.objects.filter(received_at__gte=since, is_test=False)
    return recent[: rate.amount].count() >= rate.amount
