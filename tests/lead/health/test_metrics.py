"""``/metrics``: what Prometheus reads, and who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from fanout.models import Canary, Channel, Heartbeat
from lead.health import metrics as lead_metrics
from lead.models import Outcome
from tests.lead.conftest import Answer
from tests.lead.factories import make_lead
from tests.lead.health.conftest import announced, counted

TOKEN = "t" * 32
Labels = tuple[tuple[str, str], ...]


@pytest.fixture
def scrape(client: Client, settings: Settings) -> Callable[..., Answer]:
    settings.METRICS_TOKEN = TOKEN

    def _scrape(token: str = f"Bearer {TOKEN}", **headers: str) -> Answer:
        answer: Answer = client.get("/metrics", headers={"authorization": token, **headers})
        return answer

    return _scrape


def samples(answer: Answer) -> dict[tuple[str, Labels], float]:
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_without_a_token_of_our_own_there_are_no_metrics(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = ""
    for token in ("", "Bearer ", "Bearer x"):
        assert client.get("/metrics", headers={"authorization": token}).status_code == 404


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", TOKEN, f"Basic {TOKEN}", "Bearer té"])
def test_another_token_is_refused(scrape: Callable[..., Answer], token: str) -> None:
    # No database fixture: a query would fail this test.
    answer = scrape(token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.content == b""


@pytest.mark.django_db
def test_every_outcome_is_there_before_it_happens(scrape: Callable[..., Answer]) -> None:
    found = samples(scrape())
    for outcome in Outcome.values:
        assert found["lead_submissions_total", (("outcome", outcome),)] == 0
    assert found["lead_submission_duration_seconds_bucket", (("le", "+Inf"),)] == 0


@pytest.mark.django_db
def test_submissions_and_their_durations_add_up(scrape: Callable[..., Answer]) -> None:
    counted(4, took=50)
    counted(3, took=1000, at=timezone.now() - timedelta(days=50))
    counted(2, "failed", took=5000)
    found = samples(scrape())
    assert found["lead_submissions_total", (("outcome", "accepted"),)] == 7
    assert found["lead_submissions_total", (("outcome", "failed"),)] == 2
    buckets = {"0.025": 0, "0.05": 4, "0.5": 4, "1.0": 7, "2.5": 7, "5.0": 9, "+Inf": 9}
    for edge, count in buckets.items():
        assert found["lead_submission_duration_seconds_bucket", (("le", edge),)] == count


@pytest.mark.django_db
def test_channels_processes_waiting_leads_and_the_canary(
    scrape: Callable[..., Answer], settings: Settings
) -> None:
    settings.CANARY_INTERVAL = 3600
    channel = Channel.objects.create(name="CRM", recipients="a@example.com")
    announced(channel, created_at=timezone.now() - timedelta(minutes=10))
    announced(channel, state="DEAD")
    Channel.objects.create(name="Off", recipients="a@example.com").pause("BY_HAND")
    Heartbeat.objects.beat("worker", "host:1")
    Canary.objects.set_out()
    make_lead(received_at=timezone.now() - timedelta(days=2))
    found = samples(scrape())
    crm = ("channel", "CRM")
    assert found["fanout_deliveries", (crm, ("state", "waiting"))] == 1
    assert found["fanout_deliveries", (crm, ("state", "dead"))] == 1
    assert 595 < found["fanout_oldest_waiting_seconds", (crm,)] < 700
    assert found["fanout_channel_overdue", (crm,)] == 1
    assert found["fanout_channel_sending", (crm,)] == 1
    assert found["fanout_channel_sending", (("channel", "Off"),)] == 0
    assert found["fanout_breaker_closed", (crm,)] == 1
    assert found["fanout_heartbeat_age_seconds", (("role", "worker"),)] < 60
    assert found["fanout_heartbeat_age_seconds", (("role", "relay"),)] == float("inf")
    assert found["fanout_canary_arrived", ()] == 1
    assert found["lead_waiting", (("late", "yes"),)] == 1
    assert found["lead_waiting", (("late", "no"),)] == 2


@pytest.mark.django_db
def test_a_scrape_costs_the_same_whatever_there_is(scrape: Callable[..., Answer]) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            scrape()
        return len(queries)

    few = statements()
    for number in range(5):
        channel = Channel.objects.create(name=f"C{number}", recipients="a@example.com")
        announced(channel)
        counted(3, at=timezone.now() - timedelta(hours=number))
    assert statements() == few


@pytest.mark.django_db
def test_openmetrics_is_given_to_who_asks_for_it(scrape: Callable[..., Answer]) -> None:
    answer = scrape(accept="application/openmetrics-text; version=1.0.0")
    assert answer["Content-Type"].startswith("application/openmetrics-text")
    assert answer.content.endswith(b"# EOF\n")


@pytest.mark.django_db
def test_while_the_database_is_away_the_answer_is_503(
    scrape: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(lead_metrics.LeadCollector, "collect", away)
    assert scrape().status_code == 503
