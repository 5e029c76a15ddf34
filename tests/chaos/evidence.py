"""What the database and the receivers say afterwards."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import connection, transaction

from fanout.models import Attempt, Delivery
from lead.announcement import announce
from lead.models import Lead
from lead.models.submission_count import SubmissionCount
from tests.chaos.load import Answer
from tests.chaos.stage import Stage
from tests.fanout.receivers import Receiver, Request
from tests.lead.factories import make_lead
from tests.waiting import wait_until

State = Delivery.State


@transaction.atomic
def announced_leads(count: int) -> list[Lead]:
    """Leads that are stored and announced at the same moment, without a web role."""
    leads = [make_lead() for _number in range(count)]
    for lead in leads:
        announce(lead)
    return leads


def reference(request: Request) -> str:
    """The lead that a webhook is about."""
    return str(json.loads(request.body)["data"]["reference"])


def message_ids(endpoint: Receiver) -> dict[str, list[str]]:
    """The message ids that came to a receiver, by the lead that they were about."""
    found: dict[str, list[str]] = defaultdict(list)
    for request in list(endpoint.requests):
        if "reference" in json.loads(request.body)["data"]:
            found[reference(request)].append(request.headers["webhook-id"])
    return found


def states() -> dict[str, int]:
    return dict(Counter(Delivery.objects.values_list("state", flat=True)))


def wait_until_all_sent(timeout: float) -> None:
    unsent = Delivery.objects.exclude(state=State.SUCCEEDED)
    wait_until(lambda: not unsent.exists(), timeout, "every delivery sent")


def assert_stored(accepted: Collection[Answer], channels: int) -> None:
    """Every 201 is a lead of its own with one delivery per channel."""
    promised = [answer.reference for answer in accepted]
    assert len(set(promised)) == len(promised)
    assert set(promised) <= set(Lead.objects.values_list("reference", flat=True))
    subjects = Counter(
        Delivery.objects.filter(event__type="lead.created").values_list("event__subject", flat=True)
    )
    assert {subjects[f"lead:{name}"] for name in promised} == {channels}


def assert_received(references: Iterable[str], endpoints: Iterable[Receiver]) -> None:
    """Each receiver heard of each lead, and of each under one message id alone."""
    for endpoint in endpoints:
        received = message_ids(endpoint)
        assert set(references) <= set(received)
        assert {len(set(ids)) for ids in received.values()} == {1}


def open_attempts() -> int:
    """How many tries show as *maybe sent*."""
    return Attempt.objects.filter(ended_at=None).count()


def row_counts() -> dict[str, int]:
    """How many rows each table of the product holds, save the statistics of all requests."""
    models = set(apps.get_models(include_auto_created=True)) - {SubmissionCount}
    tables = {model._meta.db_table for model in models}
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(tables & set(connection.introspection.table_names())):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
        return counts


def worker_sends(stage: Stage) -> bool:
    """Whether the worker, and not the relay itself, sends what is announced now."""
    relayed = _relayed(stage)
    announced_leads(1)
    wait_until_all_sent(60)
    return _relayed(stage) == relayed


def _relayed(stage: Stage) -> int:
    """How many the relay has sent, once the logs tell of all that were sent."""

    def is_told() -> bool:
        told = stage.sent_by("worker") + stage.sent_by("relay")
        return told >= Delivery.objects.filter(state=State.SUCCEEDED).count()

    wait_until(is_told, 60, "the logs")
    return stage.sent_by("relay")
