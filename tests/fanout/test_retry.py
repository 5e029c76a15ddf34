from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fanout.retry import RETRY_AFTER_CAP, Verdict, delay_after, retry_after, verdict_for

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_twelve_tries_take_about_76_hours(settings: Settings) -> None:
    delays = [delay_after(attempt) for attempt in range(1, 12)]
    total = sum((delay for delay in delays if delay), timedelta())
    assert timedelta(hours=60) < total < timedelta(hours=92)
    assert sum(settings.FANOUT_RETRY_DELAYS) / 3600 == pytest.approx(75.7, abs=0.1)
    assert delay_after(12) is None


@given(attempt=st.integers(1, 11), floor=st.floats(0, 1e6))
def test_delay_respects_jitter_and_the_receivers_wish(attempt: int, floor: float) -> None:
    from django.conf import settings

    plain = settings.FANOUT_RETRY_DELAYS[attempt - 1]
    wish = timedelta(seconds=floor)
    delay = delay_after(attempt, wish)
    assert delay is not None
    assert delay >= timedelta(seconds=plain * 0.8 - 0.001)
    assert delay >= min(wish, RETRY_AFTER_CAP)
    assert delay <= max(timedelta(seconds=plain * 1.2 + 0.001), min(wish, RETRY_AFTER_CAP))


@given(st.integers(100, 999))
def test_every_status_has_a_verdict_and_only_2xx_is_success(status: int) -> None:
    assert (verdict_for(status) is None) == (200 <= status < 300)


@pytest.mark.parametrize(
    ("verdict", "statuses"),
    [
        (Verdict.RETRY, [301, 302, 307, 408, 425, 429, 500, 502, 503, 504]),
        (Verdict.PAUSE, [401, 403, 404]),
        (Verdict.DISABLE, [410]),
        (Verdict.FAULT, [400, 405, 413, 415, 422]),
    ],
)
def test_result_classes(verdict: Verdict, statuses: list[int]) -> None:
    assert {verdict_for(status) for status in statuses} == {verdict}


def test_retry_after_reads_seconds_and_dates() -> None:
    assert retry_after("120") == timedelta(seconds=120)
    date = format_datetime(NOW + timedelta(minutes=5), usegmt=True)
    assert retry_after(date, NOW) == timedelta(minutes=5)
    assert retry_after(format_datetime(NOW - timedelta(minutes=5), usegmt=True), NOW) == timedelta()


@given(st.text(max_size=40))
def test_any_retry_after_header_gives_a_duration(header: str) -> None:
    assert retry_after(header, NOW) >= timedelta(0)


@given(st.integers(0, 10**30))
def test_absurdly_long_retry_after_is_capped(seconds: int) -> None:
    assert retry_after(str(seconds)) <= RETRY_AFTER_CAP
