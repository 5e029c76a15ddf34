"""Row 12: a flood of spam, from one address and from many."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from fanout.models import Delivery, Event
from lead.models import Lead, RequestCounter
from lead.models.submission_count import Outcome, SubmissionCount
from tests.chaos.evidence import row_counts
from tests.chaos.load import AT_ONCE, Answer, Visitors, address, form, in_batches, together
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.waiting import wait_until

PER_MINUTE, PER_HOUR, PHONE_PER_HOUR, TOTAL_PER_MINUTE = 5, 20, 3, 120
LIMITS = {
    "LEAD_LIMIT_CLIENT": f"{PER_MINUTE}/minute;{PER_HOUR}/hour",
    "LEAD_LIMIT_PHONE": f"{PHONE_PER_HOUR}/hour",
    "LEAD_LIMIT_TOTAL": f"{TOTAL_PER_MINUTE}/minute",
}
#: A lead's time is taken a moment before it is counted.
MINUTE = timedelta(seconds=58)


def spam(number: int, dice: random.Random) -> dict[str, Any]:
    """Something that a robot would send; some of it looks like a salon's."""
    phone = f"+62813{dice.randrange(5_000):08}"
    kinds: list[dict[str, Any]] = [
        {"company": "Robot"},
        {"message": "https://a.example https://b.example https://c.example"},
        {"business_name": "www.buy.example"},
        {"message": "The very same advertisement, sent to everybody on the Internet."},
        {},
    ]
    return form(number, phone_whatsapp=phone, **dice.choice(kinds))


@pytest.mark.chaos(
    row=12,
    test="10,000 spam requests from one and from 1,000 addresses",
    holds="quota kept, rest 429 or quarantined, no 5xx, no row written per refusal",
)
@pytest.mark.parametrize("source", ["one_address", "many_addresses"])
def test_a_flood_of_spam_keeps_to_the_quota(
    stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any], source: str
) -> None:
    webhook("CRM", "http://127.0.0.1:9/")
    url = stage.web(**LIMITS)
    # Settings are stored with the first lead.
    first = partial(Visitors.send, number=1 << 23)
    assert [answer.status for answer in together([url], [first])] == [201]
    before = row_counts()
    addresses = size.spam_addresses if source == "many_addresses" else 1
    answers: list[Answer] = []
    for numbers in in_batches(size.spam_requests):
        sends = [
            partial(
                Visitors.send,
                number=number,
                answers=spam(number, dice),
                forwarded_for=address(dice.randrange(addresses)),
            )
            for number in numbers
        ]
        answers += together([url], sends)
    statuses = Counter(answer.status for answer in answers)
    times = Lead.objects.exclude(status="spam").values_list("received_at", flat=True)
    announced = times.count() - 1
    figures |= {
        "requests": len(answers),
        "addresses": addresses,
        "accepted": statuses[201],
        "of these quarantined": Lead.objects.filter(status="spam").count(),
        "refused": statuses[429],
        "announced in a minute": most_within(MINUTE, times),
    }
    assert set(statuses) == {201, 429}
    assert_quota_kept()
    # So many requests may see the last place before a flood at the same moment.
    assert figures["announced in a minute"] <= TOTAL_PER_MINUTE + AT_ONCE
    growth = grown(before)
    # Refusals of five minutes that took about as long share a row.
    counts = SubmissionCount.objects.filter(outcome=Outcome.REFUSED)
    wait_until(lambda: statuses[429] == counts.aggregate(n=Sum("count"))["n"], 30, "the counts")
    figures["rows about refusals"] = counts.count()
    assert counts.count() < statuses[429] / 2
    # Two limits of each client, one of each phone, and one of all.
    phones = Lead.objects.values("phone_whatsapp").distinct().count()
    assert growth.pop(RequestCounter._meta.db_table) <= 2 * addresses + phones + 1
    assert growth == {
        Lead._meta.db_table: statuses[201],
        **(
            {Event._meta.db_table: announced, Delivery._meta.db_table: announced}
            if announced
            else {}
        ),
    }


def assert_quota_kept() -> None:
    of_client: defaultdict[str, list[datetime]] = defaultdict(list)
    of_phone: Counter[str] = Counter()
    for client, phone, at in Lead.objects.values_list(
        "client_hash", "phone_whatsapp", "received_at"
    ):
        of_client[client].append(at)
        of_phone[phone] += 1
    assert max(most_within(MINUTE, times) for times in of_client.values()) <= PER_MINUTE
    assert max(len(times) for times in of_client.values()) <= PER_HOUR
    assert max(of_phone.values()) <= PHONE_PER_HOUR


def most_within(window: timedelta, times: Iterable[datetime]) -> int:
    """The most that came within any window of that length."""
    ordered = sorted(times)
    return max(
        (sum(first <= other < first + window for other in ordered) for first in ordered), default=0
    )


def grown(before: dict[str, int]) -> dict[str, int]:
    """How many rows each table gained, those that gained none left out."""
    now = row_counts()
    return {table: now[table] - count for table, count in before.items() if now[table] != count}
