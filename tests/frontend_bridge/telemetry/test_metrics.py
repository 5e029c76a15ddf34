"""What a histogram says is what the values said: the rating exactly, the number nearly."""

from collections import Counter
from math import ceil

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from config.histogram import BEYOND
from frontend_bridge.telemetry.figures import value_text
from frontend_bridge.telemetry.metrics import CLS, INP, LCP, METRICS, Metric, Rating, p75

LONGEST = {"LCP": 25_000.0, "INP": 12_000.0, "CLS": 4.0}


def true_p75(values: list[float]) -> float:
    return sorted(values)[ceil(len(values) * 0.75) - 1]


def true_rating(metric: Metric, value: float) -> Rating:
    units = value * metric.units_per_value
    if units <= metric.good:
        return Rating.GOOD
    return Rating.NEEDS_IMPROVEMENT if units <= metric.poor else Rating.POOR


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
@given(data=st.data())
def test_p75_is_right_within_one_bucket_and_its_rating_always(
    metric: Metric, data: st.DataObject
) -> None:
    value = st.floats(min_value=0, max_value=LONGEST[metric.name], allow_nan=False)
    near = st.sampled_from([edge / metric.units_per_value for edge in (metric.good, metric.poor)])
    values = data.draw(st.lists(value | near, min_size=1, max_size=60))
    found = p75(metric, Counter(map(metric.bucket, values)))
    assert found is not None
    expected = true_p75(values)
    assert found.samples == len(values)
    assert found.rating == true_rating(metric, expected)
    bucket = metric.bucket(expected)
    if bucket == BEYOND:
        assert found.is_beyond
        assert found.value * metric.units_per_value == metric.histogram.edges[-1]
    else:
        width = (bucket - metric.histogram.below(bucket)) / metric.units_per_value
        assert abs(found.value - expected) <= width + 1e-9


@pytest.mark.parametrize(
    ("metric", "finest"), [(LCP, 50), (INP, 5), (CLS, 2)], ids=["LCP", "INP", "CLS"]
)
def test_thresholds_are_edges_in_the_finest_part(metric: Metric, finest: int) -> None:
    assert list(metric.histogram.edges) == sorted(set(metric.histogram.edges))
    assert {metric.good, metric.poor} <= set(metric.histogram.edges)
    place = metric.histogram.edges.index(metric.good)
    steps = [
        after - before
        for before, after in zip(metric.histogram.edges, metric.histogram.edges[1:], strict=False)
    ]
    assert steps[place - 1] == steps[place] == finest == min(steps)


@pytest.mark.parametrize(
    ("metric", "value", "rating"),
    [
        (LCP, 2500, Rating.GOOD),
        (LCP, 2500.1, Rating.NEEDS_IMPROVEMENT),
        (LCP, 4000, Rating.NEEDS_IMPROVEMENT),
        (LCP, 4001, Rating.POOR),
        (INP, 200, Rating.GOOD),
        (INP, 208, Rating.NEEDS_IMPROVEMENT),
        (INP, 504, Rating.POOR),
        (CLS, 0, Rating.GOOD),
        (CLS, 0.1, Rating.GOOD),
        (CLS, 0.1001, Rating.NEEDS_IMPROVEMENT),
        (CLS, 0.25, Rating.NEEDS_IMPROVEMENT),
        (CLS, 0.2501, Rating.POOR),
    ],
)
def test_a_threshold_itself_is_still_the_better(
    metric: Metric, value: float, rating: Rating
) -> None:
    found = p75(metric, {metric.bucket(value): 1})
    assert found is not None
    assert found.rating == rating


def test_nothing_measured_is_no_figure() -> None:
    assert p75(LCP, {}) is None


def test_a_page_that_never_jumps_has_no_shift_at_all() -> None:
    found = p75(CLS, {CLS.bucket(0): 3})
    assert found is not None
    assert found.value == 0


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        (LCP, 2500, "2.5 s"),
        (LCP, 2501, "2.6 s"),
        (INP, 200, "200 ms"),
        (INP, 200.2, "201 ms"),
        (CLS, 0.1, "0.10"),
        (CLS, 0.07, "0.07"),
        (CLS, 0.101, "0.11"),
        (CLS, 0, "0.00"),
    ],
)
def test_a_number_never_contradicts_its_rating(metric: Metric, value: float, text: str) -> None:
    with translation.override("en"):
        assert value_text(metric, value) == text
