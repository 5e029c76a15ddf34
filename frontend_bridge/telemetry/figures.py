"""Percentiles as people read them."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontend_bridge.telemetry.metrics import CLS, LCP, Metric, Percentile, Rating

#: Below it the 75th percentile is the word of a handful of visits.
FEW = 30
#: The shape says what the colour says.
ICONS = {Rating.GOOD: "check", Rating.NEEDS_IMPROVEMENT: "warning", Rating.POOR: "cross"}


@dataclass(frozen=True)
class Figure:
    """One cell of the report."""

    metric: Metric
    percentile: Percentile

    @property
    def text(self) -> str:
        text = value_text(self.metric, self.percentile.value)
        return _("over %(value)s") % {"value": text} if self.percentile.is_beyond else text

    @property
    def icon(self) -> str:
        return ICONS[self.percentile.rating]

    @property
    def is_few(self) -> bool:
        return self.percentile.samples < FEW


def value_text(metric: Metric, value: float) -> str:
    """With its unit, in the active language."""
    if metric is CLS:
        return _rounded(value, 2)
    if metric is LCP:
        return pgettext("seconds", "%(number)s s") % {"number": _rounded(value / 1000, 1)}
    return pgettext("milliseconds", "%(number)s ms") % {"number": _rounded(value, 0)}


def _rounded(value: float, places: int) -> str:
    """Upwards: what is just above a threshold must not look as if it were not."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(value).quantize(Decimal("0.000001"))
    return number_format(exact.quantize(step, ROUND_CEILING), places)


def thresholds_text(metric: Metric) -> str:
    """What is good, and what is poor."""
    good, poor = (
        value_text(metric, units / metric.units_per_value) for units in (metric.good, metric.poor)
    )
    return _("good up to %(good)s, poor above %(poor)s") % {"good": good, "poor": poor}
