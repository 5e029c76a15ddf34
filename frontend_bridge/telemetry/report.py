"""What the counts of some days say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from wagtail.models import Page

from frontend_bridge.models import ActionCount, VitalCount
from frontend_bridge.telemetry.metrics import METRICS, Percentile, p75
from frontend_bridge.telemetry.models import Action, Device

#: Pages that a table shows; the others are one row.
MOST_PAGES = 20
Counts = dict[int, int]


@dataclass(frozen=True)
class Selection:
    """Which counts: the days up to and including `last`, of one site, of one release or of all."""

    last: date
    days: int
    site_id: int
    app_version: str | None = None

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def dates(self) -> list[date]:
        """The latest first."""
        return [self.last - timedelta(days=number) for number in range(self.days)]

    def of(self, model: type[Any]) -> QuerySet[Any]:
        found = model.objects.filter(site=self.site_id, day__range=(self.first, self.last))
        return found.order_by()


@dataclass(frozen=True)
class VitalsRow:
    """The vitals of one page type, or of all when it is empty, on one kind of device."""

    page_type: str
    device: str
    figures: Mapping[str, Percentile | None]

    @property
    def samples(self) -> int:
        return max((figure.samples for figure in self.figures.values() if figure), default=0)


@dataclass
class Actions:
    """How often each thing was done: in all, on a day, or on a page."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Action.values, 0))

    def add(self, action: str, count: int) -> None:
        self.counts[action] = self.counts.get(action, 0) + count

    @property
    def whatsapp_clicks(self) -> int:
        return self.counts[Action.WHATSAPP_CLICK]

    @property
    def lead_submits(self) -> int:
        return self.counts[Action.LEAD_SUBMIT]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class PageRow:
    """`page` is missing for what is no page any more, and when `others` stand together."""

    page: Page | None
    actions: Actions
    others: int = 0


def vitals(selection: Selection) -> list[VitalsRow]:
    """Rows for all pages, then per page type with the most measured first; one statement."""
    histograms = _histograms(selection)
    page_types = {page_type for page_type, _device in histograms}
    rows = [
        VitalsRow(page_type, device, _figures(histograms[page_type, device]))
        for page_type in page_types
        for device in Device.values
        if (page_type, device) in histograms
    ]
    most = {
        page_type: sum(row.samples for row in rows if row.page_type == page_type)
        for page_type in page_types
    }
    # By device backwards: phones first, because most visitors have one.
    rows.sort(key=lambda row: row.device, reverse=True)
    rows.sort(key=lambda row: (bool(row.page_type), -most[row.page_type], row.page_type))
    return rows


def _histograms(selection: Selection) -> dict[tuple[str, str], dict[str, Counts]]:
    """By page type (empty for all) and device, then by metric."""
    counts = selection.of(VitalCount)
    if selection.app_version is not None:
        counts = counts.filter(app_version=selection.app_version)
    found: dict[tuple[str, str], dict[str, Counts]] = {}
    columns = ("page_type", "device", "metric", "bucket")
    for *place, metric, bucket, count in counts.values_list(*columns).annotate(n=Sum("count")):
        page_type, device = place
        for name in (page_type, ""):
            histogram = found.setdefault((name, device), defaultdict(dict))[metric]
            histogram[bucket] = histogram.get(bucket, 0) + count
    return found


def _figures(histograms: Mapping[str, Counts]) -> dict[str, Percentile | None]:
    return {name: p75(metric, histograms.get(name, {})) for name, metric in METRICS.items()}


def versions(selection: Selection) -> list[tuple[str, date]]:
    """Releases that were measured, with the first day of each, the newest first."""
    found: dict[str, date] = {}
    named = selection.of(VitalCount).exclude(app_version="").values_list("app_version", "day")
    for version, day in named.distinct():
        found[version] = min(day, found.get(version, day))
    return sorted(found.items(), key=lambda item: item[1], reverse=True)


def actions_by_day(selection: Selection) -> list[tuple[date, Actions]]:
    """Every day of the selection, the latest first."""
    by_day = _actions(selection, "day")
    return [(day, by_day.get(day, Actions())) for day in selection.dates]


def actions_by_page(selection: Selection, column: str) -> list[PageRow]:
    """The pages with most; `column` is ``page_id`` or ``first_page_id``. Two statements."""
    by_page = sorted(_actions(selection, column).items(), key=lambda item: -item[1].total)
    shown, rest = by_page[:MOST_PAGES], by_page[MOST_PAGES:]
    pages = Page.objects.select_related("locale").in_bulk([pk for pk, _actions in shown])
    rows = [PageRow(pages.get(pk), actions) for pk, actions in shown]
    if rest:
        rows.append(PageRow(None, total(actions for _pk, actions in rest), len(rest)))
    return rows


def _actions(selection: Selection, column: str) -> dict[Any, Actions]:
    found: dict[Any, Actions] = defaultdict(Actions)
    counts = selection.of(ActionCount).values_list(column, "action").annotate(n=Sum("count"))
    for place, action, count in counts:
        found[place].add(action, count)
    return found


def total(parts: Iterable[Actions]) -> Actions:
    whole = Actions()
    for part in parts:
        for action, count in part.counts.items():
            whole.add(action, count)
    return whole
