"""The leads' metrics for Prometheus."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q, Sum
from django.utils import timezone
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from config.histogram import BEYOND
from lead.health.counting import DURATIONS
from lead.models import Lead, Outcome, SubmissionCount


class LeadCollector:
    """Two statements per scrape."""

    def collect(self) -> Iterator[Metric]:
        yield from _submissions()
        yield _waiting()


def _submissions() -> Iterator[Metric]:
    by_outcome: Counter[str] = Counter()
    by_duration: Counter[int] = Counter()
    rows = SubmissionCount.objects.values_list("outcome", "took").annotate(n=Sum("count"))
    for outcome, took, n in rows:
        by_outcome[outcome] += n
        by_duration[took] += n
    submissions = CounterMetricFamily(
        "lead_submissions", "Requests to the lead API by their end.", labels=["outcome"]
    )
    for outcome in Outcome.values:
        # All of them from the first scrape on: Prometheus cannot see a counter rise from nothing.
        submissions.add_metric([outcome], by_outcome[outcome])
    durations = HistogramMetricFamily(
        "lead_submission_duration_seconds", "How long answers of the lead API took."
    )
    durations.add_metric([], _cumulated(by_duration), sum_value=None)
    yield from (submissions, durations)


def _cumulated(counts: Counter[int]) -> list[tuple[str, float]]:
    found, total = [], 0
    for edge in (*DURATIONS.edges, BEYOND):
        total += counts[edge]
        found.append(("+Inf" if edge == BEYOND else str(edge / 1000), float(total)))
    return found


def _waiting() -> Metric:
    now = timezone.now()
    late = Q(due_at__lt=now)
    counted = Lead.objects.waiting().aggregate(all=Count("pk"), late=Count("pk", filter=late))
    waiting = GaugeMetricFamily(
        "lead_waiting", "New leads that nobody has answered, by their follow-up.", labels=["late"]
    )
    waiting.add_metric(["yes"], counted["late"])
    waiting.add_metric(["no"], counted["all"] - counted["late"])
    return waiting
