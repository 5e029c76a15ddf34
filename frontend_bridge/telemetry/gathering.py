"""Counting beacons in memory."""

import threading
import time
from collections import OrderedDict
from datetime import date
from typing import NamedTuple

from config.counters import Counters
from frontend_bridge.telemetry.beacon import Beacon, Entry, VitalEntry
from frontend_bridge.telemetry.metrics import METRICS
from frontend_bridge.telemetry.store import ActionSample, Sample, VitalSample, own_origins, store


class RecentIds:
    """Remembers what has been counted, in this process, for a while and up to a number."""

    def __init__(self, seconds: float = 600, most: int = 20_000) -> None:
        self._seconds = seconds
        self._most = most
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, name: str, metric_id: str) -> bool:
        """Whether it was not seen lately; from now on it was."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            if (name, metric_id) in self._seen:
                return False
            self._seen[name, metric_id] = now
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)
            return True

    def _forget(self, now: float) -> None:
        while self._seen and now - next(iter(self._seen.values())) >= self._seconds:
            self._seen.popitem(last=False)


counters: Counters[Sample] = Counters("telemetry", store)
recent_ids = RecentIds()


class Visit(NamedTuple):
    """What all entries of a beacon share."""

    beacon: Beacon
    day: date

    def sample(self, entry: Entry) -> Sample:
        beacon, page, first = self.beacon, self.beacon.current, self.beacon.initial
        if isinstance(entry, VitalEntry):
            bucket = METRICS[entry.name].bucket(entry.value)
            version = beacon.app_version
            return VitalSample(
                self.day, page.origin, beacon.page_type, beacon.device, version, entry.name, bucket
            )
        first_path = first.path if first.origin == page.origin else ""
        return ActionSample(self.day, page.origin, entry.name, beacon.device, page.path, first_path)


def count(beacon: Beacon, day: date) -> None:
    """Count each entry that was not counted lately.

    What is of none of our websites takes no room here, where that is known.
    """
    if own_origins.exclude(beacon.current.origin):
        return
    visit = Visit(beacon, day)
    for entry in beacon.entries:
        if recent_ids.is_new(entry.name, entry.metric_id):
            counters.add(visit.sample(entry))
