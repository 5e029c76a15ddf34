"""The Core Web Vitals, their histograms, and what may be read from these.

The unit of a histogram's edges is its metric's own: milliseconds, or thousandths for CLS, which
has none. Both thresholds are edges, so that a rating is exact whatever the resolution.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from config.histogram import BEYOND, Histogram

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Rating(TextChoices):
    """As https://web.dev/articles/vitals words it."""

    GOOD = "good", _("Good")
    NEEDS_IMPROVEMENT = "needs-improvement", _("Needs improvement")
    POOR = "poor", _("Poor")


def _histogram(*ranges: tuple[int, int, int]) -> Histogram:
    """With edges from the first up to the second number of each range, in steps of the third."""
    edges = chain.from_iterable(range(low, high + 1, step) for low, high, step in ranges)
    return Histogram(tuple(edges))


@dataclass(frozen=True)
class Metric:
    """`good` and `poor` are the highest values that are good, and that are not poor."""

    name: str
    title: "str | _StrPromise"
    good: int
    poor: int
    histogram: Histogram
    units_per_value: int = 1

    def bucket(self, value: float) -> int:
        """The bucket of a reported value, which is in milliseconds save for CLS."""
        return self.histogram.bucket(value * self.units_per_value)

    def rating(self, bucket: int) -> Rating:
        if bucket <= self.good:
            return Rating.GOOD
        return Rating.NEEDS_IMPROVEMENT if bucket <= self.poor else Rating.POOR


# Finest around the thresholds; nobody needs the tenth of a second of a page that takes ten.
LCP = Metric(
    "LCP",
    _("Largest Contentful Paint"),
    good=2500,
    poor=4000,
    histogram=_histogram(
        (100, 2000, 100), (2050, 3000, 50), (3100, 5000, 100), (5500, 20_000, 500)
    ),
)
INP = Metric(
    "INP",
    _("Interaction to Next Paint"),
    good=200,
    poor=500,
    histogram=_histogram(
        (10, 90, 10), (100, 300, 5), (310, 600, 10), (650, 2000, 50), (2500, 10_000, 500)
    ),
)
CLS = Metric(
    "CLS",
    _("Cumulative Layout Shift"),
    good=100,
    poor=250,
    histogram=_histogram(
        (0, 50, 5), (52, 150, 2), (155, 300, 5), (320, 1000, 20), (1100, 3000, 100)
    ),
    units_per_value=1000,
)
METRICS = {metric.name: metric for metric in (LCP, INP, CLS)}


@dataclass(frozen=True)
class Percentile:
    """The 75th percentile, in the metric's own unit: exact in `rating`, else to one bucket's width.

    It `is_beyond` the histogram when all that is known is that it exceeds `value`.
    """

    value: float
    rating: Rating
    samples: int
    is_beyond: bool = False


def p75(metric: Metric, counts: Mapping[int, int]) -> Percentile | None:
    """Of the counts of a metric's histogram."""
    found = metric.histogram.quantile(counts, 0.75)
    if found is None:
        return None
    return Percentile(
        found.units / metric.units_per_value,
        metric.rating(found.bucket),
        found.samples,
        is_beyond=found.bucket == BEYOND,
    )
