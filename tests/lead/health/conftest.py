from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from config.counters import Counters
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from lead.announcement import LEAD_CREATED
from lead.health import counting
from lead.health.counting import Key, period_of, store
from lead.models import Outcome
from tests.lead.factories import make_lead


@pytest.fixture(autouse=True)
def _nothing_counted_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests count too, in this process."""
    monkeypatch.setattr(counting, "counters", Counters("test", store))


def counted(count: int = 1, outcome: str = Outcome.ACCEPTED, **values: Any) -> None:
    """Submissions in the database; `at` is when, `took` how long in milliseconds."""
    at: datetime = values.get("at", timezone.now())
    store({Key(period_of(at), str(outcome), values.get("took", 50)): count})


def announced(channel: Channel, **values: Any) -> None:
    lead = make_lead()
    publish(LEAD_CREATED.name, subject=lead.subject, channels=[channel])
    Delivery.objects.for_subject(lead.subject).update(**values)
