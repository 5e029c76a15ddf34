"""Take a valid submission in: once, within limits, with its announcement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from wagtail.models import Site

from config import smoke_mark
from lead.announcement import announce, announce_canary
from lead.api.idempotency import Identity
from lead.api.refusals import KeyReused, RateLimited
from lead.clients import keyed_hash
from lead.limits import counters, policy
from lead.limits.policy import Limit, Window
from lead.models import Lead, LeadStatus
from lead.references import new_reference
from lead.spam import CLEAN, judge, message_hash

#: Answers that are not kept: consent is by its version and time, the honeypot by its reason.
_NOT_STORED = {"consent", "company"}


@dataclass(frozen=True)
class Submission:
    """A valid form with everything that is known about its sender.

    `whatsapp_url` is where to go when there are too many forms.
    """

    site: Site
    answers: dict[str, Any]
    identity: Identity
    client_hash: str
    locale: str
    whatsapp_url: str
    consent_version: str
    mark: str = ""

    @property
    def is_test(self) -> bool:
        """Whether we sent it ourselves: `mark` says as what."""
        return bool(self.mark)

    @property
    def limits(self) -> list[Limit]:
        """None for a smoke test: it is signed by us, and an outage needs more than a few."""
        if self.is_test:
            return []
        return policy.limits_for(
            self.client_hash, keyed_hash("phone", self.answers["phone_whatsapp"])
        )


@dataclass(frozen=True)
class Receipt:
    """The lead of a submission; `windows` is empty for a replay, which no limit counts."""

    lead: Lead
    is_replay: bool
    windows: Sequence[Window] = ()


class _CameBeforeError(Exception):
    """Another request with the same identity was quicker: roll back what this one counted."""


def receive(submission: Submission) -> Receipt:
    """Store and announce a submission in one transaction, or recognise an earlier one.

    Raises `KeyReused` and `RateLimited`, and ``django.db.Error`` when the database fails. A
    refusal or a replay writes nothing.
    """
    if receipt := _replay(submission):
        return receipt
    windows = counters.look(submission.limits)
    if any(window.is_used_up for window in windows):
        return _replay_or_refuse(submission, windows)
    lead = _compose(submission)
    lead.due_at = lead.deadline
    try:
        with transaction.atomic():
            _insert(lead)
            # After the insert, which makes a rival wait: whoever repeats a submission gets its
            # answer again even when the first one took the last place of the limit.
            if not counters.take(submission.limits):
                raise _limited(submission, counters.look_after_refusal(submission.limits))
            if not lead.is_spam:
                _announce(lead, submission)
    except _CameBeforeError:
        if receipt := _replay(submission):
            return receipt
        raise OperationalError("a rival's lead is not to be seen") from None
    return Receipt(lead, is_replay=False, windows=[_after_one(window) for window in windows])


def _announce(lead: Lead, submission: Submission) -> None:
    if submission.mark == smoke_mark.CANARY:
        announce_canary(lead)
    else:
        announce(lead)


def _replay(submission: Submission) -> Receipt | None:
    identity = submission.identity
    lead = Lead.objects.select_related("site").sent_with(submission.site.pk, identity.earlier)
    if lead is None:
        return None
    if lead.body_hash != identity.body:
        raise KeyReused
    return Receipt(lead, is_replay=True)


def _replay_or_refuse(submission: Submission, windows: Sequence[Window]) -> Receipt:
    """The rival may have taken the last place with this very submission."""
    if receipt := _replay(submission):
        return receipt
    raise _limited(submission, windows)


def _limited(submission: Submission, windows: Sequence[Window]) -> RateLimited:
    used_up = [window.whole_seconds for window in windows if window.is_used_up]
    return RateLimited(
        whatsapp_url=submission.whatsapp_url,
        retry_after=max(used_up, default=1),
        limit_headers=policy.headers(windows),
    )


def _compose(submission: Submission) -> Lead:
    answers = submission.answers
    # Ours is no spam, and must get through in a flood of others.
    verdict = CLEAN if submission.is_test else judge(answers)
    stored = {name: value for name, value in answers.items() if name not in _NOT_STORED}
    now = timezone.now()
    return Lead(
        site=submission.site,
        received_at=now,
        consent_at=now,
        consent_version=submission.consent_version,
        locale=submission.locale,
        client_hash=submission.client_hash,
        idempotency_hash=submission.identity.own,
        body_hash=submission.identity.body,
        message_hash=message_hash(answers),
        is_test=submission.is_test,
        spam_score=verdict.score,
        spam_reasons=verdict.reasons,
        status=LeadStatus.SPAM if verdict.is_spam else LeadStatus.NEW,
        announced_at=None if verdict.is_spam else now,
        **stored,
    )


def _insert(lead: Lead) -> None:
    """INSERT … ON CONFLICT DO NOTHING: a rival's insert is waited for, then left alone.

    The one other conflict is a reference that is taken already; a new one is tried then.
    """
    for _attempt in range(3):
        Lead.objects.bulk_create([lead], ignore_conflicts=True)
        stored = Lead.objects.filter(reference=lead.reference).values_list(
            "pk", "idempotency_hash", "site_id"
        )
        row = stored.first()
        if row and row[1:] == (lead.idempotency_hash, lead.site_id):
            lead.pk = row[0]
            return
        if row is None:
            raise _CameBeforeError
        lead.reference = new_reference()
    raise _CameBeforeError


def _after_one(window: Window) -> Window:
    return Window(window.limit, window.remaining - 1, window.resets_in)
