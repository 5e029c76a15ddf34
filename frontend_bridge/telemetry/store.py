"""From what was counted in memory to rows: sites and pages are looked up per batch."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import structlog
from django.db import transaction
from wagtail.models import Site

from cms.models.hosts import all_sites, own_addresses
from config.counters import add_to_rows
from frontend_bridge.models import ActionCount, VitalCount
from frontend_bridge.routing import page_ids_at
from frontend_bridge.visibility import PublicSite

logger = structlog.get_logger(__name__)
#: Releases told apart per day. Whoever invents more finds them under no name.
MOST_VERSIONS = 20


class OwnOrigins:
    """The origins of our websites, as the last batch found them.

    Only for a while: a site that is added meanwhile is heard of again then.
    """

    def __init__(self, seconds: float = 60) -> None:
        self._seconds = seconds
        self._found: frozenset[str] = frozenset()
        self._until = 0.0

    def note(self, origins: Iterable[str]) -> None:
        self._found, self._until = frozenset(origins), time.monotonic() + self._seconds

    def exclude(self, origin: str) -> bool:
        """Whether it is known to be none of them."""
        return time.monotonic() < self._until and origin not in self._found


own_origins = OwnOrigins()


class VitalSample(NamedTuple):
    day: date
    origin: str
    page_type: str
    device: str
    app_version: str
    metric: str
    bucket: int


class ActionSample(NamedTuple):
    """`first_path` is empty when the visit began elsewhere."""

    day: date
    origin: str
    action: str
    device: str
    path: str
    first_path: str


Sample = VitalSample | ActionSample


class _VitalRow(NamedTuple):
    day: date
    site_id: int
    page_type: str
    device: str
    app_version: str
    metric: str
    bucket: int


class _ActionRow(NamedTuple):
    day: date
    site_id: int
    action: str
    device: str
    page_id: int
    first_page_id: int


def store(samples: Mapping[Sample, int]) -> None:
    """Add a batch to the database, all or nothing.

    What claims to come from a website of none of our sites is dropped here: a beacon's address is
    only what its sender says.
    """
    sites = {own_addresses(site).frontend: site for site in all_sites()}
    own_origins.note(sites)
    ours = {sample: count for sample, count in samples.items() if sample.origin in sites}
    if dropped := sum(samples.values()) - sum(ours.values()):
        logger.warning("telemetry_of_unknown_sites", count=dropped)
    vitals = {s: n for s, n in ours.items() if isinstance(s, VitalSample)}
    actions = {s: n for s, n in ours.items() if isinstance(s, ActionSample)}
    with transaction.atomic():
        _store_vitals(vitals, sites)
        _store_actions(actions, sites)


def _store_vitals(samples: Mapping[VitalSample, int], sites: Mapping[str, Site]) -> None:
    if not samples:
        return
    versions = _told_apart(samples)
    rows: Counter[_VitalRow] = Counter()
    for sample, count in samples.items():
        version = sample.app_version if (sample.day, sample.app_version) in versions else ""
        named = sample._replace(app_version=version)
        rows[_VitalRow(named.day, sites[named.origin].pk, *named[2:])] += count
    add_to_rows(VitalCount, rows)


def _told_apart(samples: Mapping[VitalSample, int]) -> set[tuple[date, str]]:
    """Days and versions that rows may name: those that have rows, and the first new ones."""
    days = {sample.day for sample in samples}
    known = set(
        VitalCount.objects.filter(day__in=days).values_list("day", "app_version").distinct()
    )
    for sample in samples:
        if sum(day == sample.day for day, _version in known) < MOST_VERSIONS:
            known.add((sample.day, sample.app_version))
    return known


def _store_actions(samples: Mapping[ActionSample, int], sites: Mapping[str, Site]) -> None:
    if not samples:
        return
    pages = {
        origin: page_ids_at(_paths(samples, origin), PublicSite(sites[origin]))
        for origin in {sample.origin for sample in samples}
    }
    rows: Counter[_ActionRow] = Counter()
    for sample, count in samples.items():
        ids = pages[sample.origin]
        page_id, first_id = ids.get(sample.path, 0), ids.get(sample.first_path, 0)
        site_id = sites[sample.origin].pk
        rows[_ActionRow(sample.day, site_id, sample.action, sample.device, page_id, first_id)] += (
            count
        )
    add_to_rows(ActionCount, rows)


def _paths(samples: Mapping[ActionSample, int], origin: str) -> set[str]:
    ours = [sample for sample in samples if sample.origin == origin]
    return {path for sample in ours for path in (sample.path, sample.first_path) if path}
