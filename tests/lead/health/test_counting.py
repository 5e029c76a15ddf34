"""Every submission is counted once, by its end, without a write of its own."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from config import smoke_mark
from lead.api import views
from lead.health import counting
from lead.health.counting import DURATIONS, KEPT, Key, merge_old_counts, period_of
from lead.models import LONG_AGO, Outcome, SubmissionCount
from tests.lead.conftest import Send, form
from tests.lead.health.conftest import counted

pytestmark = pytest.mark.django_db


def totals() -> dict[str, int]:
    counting.counters.flush()
    rows = SubmissionCount.objects.values_list("outcome").annotate(n=Sum("count"))
    return dict(rows.values_list("outcome", "n"))


def test_each_end_has_its_own_count(send: Send, settings: Settings) -> None:
    send(key="first-of-this-test")
    send(key="first-of-this-test")
    send(form(phone_whatsapp="0812-1111-2222", company="a robot"))
    send(form(city=None))
    send(b"{")
    send(form(city="Solo"), **{"content-type": "text/plain"})
    settings.LEAD_LIMIT_CLIENT = "1/hour"
    send(form(city="Medan"))
    assert totals() == {
        Outcome.ACCEPTED: 1,
        Outcome.REPEATED: 1,
        Outcome.QUARANTINED: 1,
        Outcome.INVALID: 3,
        Outcome.REFUSED: 1,
    }


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("away"), 503), (RuntimeError("a bug"), 500)]
)
def test_a_fault_of_ours_counts_as_failed(
    send: Send, client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def broken(*_args: Any) -> None:
        raise fault

    monkeypatch.setattr(views, "receive", broken)
    client.raise_request_exception = False
    if status == 503:
        assert send().status_code == status
    else:
        # Not `send`, which holds every answer against the contract.
        answer = client.post("/api/public/partner-leads/", form(), "application/json")
        assert answer.status_code == status
    assert totals() == {Outcome.FAILED: 1}


def test_what_is_no_submission_and_our_own_tests_do_not_count(client: Client, send: Send) -> None:
    client.get("/api/public/partner-leads/")
    client.options("/api/public/partner-leads/")
    send(**{smoke_mark.HEADER: smoke_mark.smoke_token()})
    send(form(city=None), **{smoke_mark.HEADER: smoke_mark.smoke_token(smoke_mark.CANARY)})
    assert totals() == {}


def test_a_burst_of_refusals_writes_one_row_and_none_before_the_flush(
    send: Send, settings: Settings
) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/hour"
    send()
    counting.counters.flush()
    with CaptureQueriesContext(connection) as queries:
        for number in range(30):
            assert send(form(city=f"Kota {number}")).status_code == 429
    assert not [q for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    counting.counters.flush()
    refused = SubmissionCount.objects.filter(outcome=Outcome.REFUSED)
    assert sum(row.count for row in refused) == 30
    assert len(refused) <= len(DURATIONS.edges)


def test_threads_that_count_at_once_lose_nothing() -> None:
    def add() -> None:
        for _ in range(500):
            counting.counters.add(Key(LONG_AGO, "accepted", 25))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals() == {"accepted": 2000}


def test_old_counts_are_merged_and_no_total_changes() -> None:
    old = timezone.now() - KEPT - timedelta(days=1)
    counted(3, at=old)
    counted(4, at=old - timedelta(hours=1))
    counted(5, "failed", at=old)
    counted(6)
    before = totals()
    assert merge_old_counts() == 3
    assert totals() == before
    kept = SubmissionCount.objects.filter(period=LONG_AGO).values_list("outcome", "count")
    assert sorted(kept) == [("accepted", 7), ("failed", 5)]
    counted(1, at=old)
    assert merge_old_counts() == 1
    assert merge_old_counts() == 0
    assert totals() == dict(Counter(before) + Counter(accepted=1))


def test_a_period_begins_every_five_minutes() -> None:
    moment = timezone.now().replace(minute=34, second=59)
    assert period_of(moment) == moment.replace(minute=30, second=0, microsecond=0)
