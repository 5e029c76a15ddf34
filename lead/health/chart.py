"""Bars for people who see; the table beside says the same to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from lead.health.figures import Span
from lead.models import Outcome

#: From the bottom of a bar to its top. What went well is the ground, what failed is seen at once.
LAYERS = (
    Outcome.ACCEPTED,
    Outcome.REPEATED,
    Outcome.QUARANTINED,
    Outcome.INVALID,
    Outcome.REFUSED,
    Outcome.FAILED,
)


@dataclass(frozen=True)
class Layer:
    """`top` and `height` in submissions, downwards from the top of the chart."""

    outcome: str
    top: int
    height: int


@dataclass(frozen=True)
class Bar:
    span: Span
    layers: list[Layer]


@dataclass(frozen=True)
class Chart:
    """`most` is the height of the chart, in submissions."""

    bars: list[Bar]
    most: int

    @property
    def is_empty(self) -> bool:
        return not any(bar.layers for bar in self.bars)


def chart(spans: Sequence[Span]) -> Chart:
    most = max(1, *(span.tally.total for span in spans))
    return Chart([Bar(span, _layers(span, most)) for span in spans], most)


def _layers(span: Span, most: int) -> list[Layer]:
    layers, top = [], most
    for outcome in LAYERS:
        if height := span.tally.of(outcome):
            top -= height
            layers.append(Layer(outcome, top, height))
    return layers
