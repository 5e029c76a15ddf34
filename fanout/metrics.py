"""The announcements' metrics for Prometheus."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from fanout import pipeline
from fanout.models.breaker import Breaker
from fanout.pipeline import ChannelStatus, Status

#: By state, which of a channel's counts it is.
STATES = ("sent", "waiting", "failing", "dead", "cancelled")


class FanoutCollector:
    """Reads `pipeline.status` once per scrape."""

    def collect(self) -> Iterator[Metric]:
        status = pipeline.status()
        yield from _channels(status.channels)
        yield from _canary(status)
        yield _heartbeats(status)


def _channels(channels: list[ChannelStatus]) -> Iterator[Metric]:
    deliveries = GaugeMetricFamily(
        "fanout_deliveries", "Deliveries by channel and state.", labels=["channel", "state"]
    )
    oldest = GaugeMetricFamily(
        "fanout_oldest_waiting_seconds", "Since the oldest open delivery.", labels=["channel"]
    )
    sending = GaugeMetricFamily(
        "fanout_channel_sending", "1 while it is active and not paused.", labels=["channel"]
    )
    overdue = GaugeMetricFamily(
        "fanout_channel_overdue",
        "1 while something waits longer than FANOUT_WAITING_ALARM.",
        labels=["channel"],
    )
    breakers = GaugeMetricFamily(
        "fanout_breaker_closed", "0 while its receiver keeps failing.", labels=["channel"]
    )
    now = timezone.now()
    for channel in channels:
        for state in STATES:
            deliveries.add_metric([channel.name, state], getattr(channel, state))
        waited = (now - channel.oldest_waiting).total_seconds() if channel.oldest_waiting else 0
        oldest.add_metric([channel.name], max(waited, 0))
        sending.add_metric([channel.name], channel.is_active and not channel.paused_since)
        overdue.add_metric([channel.name], channel.is_overdue)
        breakers.add_metric([channel.name], channel.breaker == Breaker.CLOSED.value)
    yield from (deliveries, oldest, sending, overdue, breakers)


def _canary(status: Status) -> Iterator[Metric]:
    """Nothing while canaries are switched off."""
    if status.canary is None:
        return
    arrived = GaugeMetricFamily("fanout_canary_arrived", "0 when the last canary was lost.")
    arrived.add_metric([], not status.is_canary_lost)
    sent = GaugeMetricFamily("fanout_canary_sent_timestamp_seconds", "When it set out.")
    sent.add_metric([], status.canary.sent_at.timestamp())
    yield from (arrived, sent)


def _heartbeats(status: Status) -> Metric:
    ages = GaugeMetricFamily(
        "fanout_heartbeat_age_seconds",
        "Since any process of the role proved that it works; +Inf when there is none.",
        labels=["role"],
    )
    for role, age in pipeline.heartbeat_ages(status.processes).items():
        ages.add_metric([role], float("inf") if age is None else age)
    return ages
