"""Counts are gathered in memory, and none is lost or doubled on its way into the database."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import OperationalError, connection
from django.db.utils import DataError
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from config.counters import Counters, Flusher, add_to_rows
from frontend_bridge.models import ActionCount
from tests import processes
from tests.waiting import wait_until

KEYS = st.sampled_from(["accepted", "invalid", "refused"])
ADDED = st.lists(st.tuples(KEYS, st.integers(min_value=1, max_value=9)), max_size=40)
DAY = date(2026, 3, 1)


class Key(NamedTuple):
    day: date
    site_id: int
    action: str
    device: str
    page_id: int
    first_page_id: int


def keys(page_ids: Iterable[int]) -> list[Key]:
    site = Site.objects.get()
    return [Key(DAY, site.pk, "lead_submit", "mobile", page_id, 0) for page_id in page_ids]


class Store:
    """Where batches go; `failures` says which of them find the database away."""

    def __init__(self, failures: list[bool] | None = None) -> None:
        self.total: Counter[str] = Counter()
        self.batches = 0
        self._failures = iter(failures or [])

    def __call__(self, batch: Mapping[str, int]) -> None:
        self.batches += 1
        if next(self._failures, False):
            raise OperationalError("the database is away")
        self.total.update(batch)


def sum_of(added: list[tuple[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for name, amount in added:
        total[name] += amount
    return total


@given(parts=st.lists(ADDED, max_size=6), failures=st.lists(st.booleans(), max_size=6))
@settings(deadline=None)
def test_whatever_fails_in_between_everything_arrives_once(
    parts: list[list[tuple[str, int]]], failures: list[bool]
) -> None:
    store = Store(failures)
    counters: Counters[str] = Counters("test", store)
    for part in parts:
        for name, amount in part:
            counters.add(name, amount)
        counters.flush()
    for _left in range(len(failures) + 1):
        counters.flush()
    assert store.total == sum_of([item for part in parts for item in part])


@given(parts=st.lists(ADDED, min_size=2, max_size=5))
@settings(deadline=None, max_examples=25)
def test_threads_that_count_and_flush_at_once_lose_nothing(
    parts: list[list[tuple[str, int]]],
) -> None:
    store = Store()
    counters: Counters[str] = Counters("test", store)
    start = threading.Barrier(len(parts))

    def run(part: list[tuple[str, int]]) -> None:
        start.wait(timeout=10)
        for name, amount in part:
            counters.add(name, amount)
            counters.flush()

    threads = [threading.Thread(target=run, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.total == sum_of([item for part in parts for item in part])


def test_ten_thousand_counts_are_one_batch() -> None:
    store = Store()
    counters: Counters[str] = Counters("test", store)
    for _number in range(10_000):
        counters.add("refused")
    counters.flush()
    counters.flush()
    assert (store.total, store.batches) == (Counter(refused=10_000), 1)


def test_memory_is_bounded_and_what_is_lost_is_told(caplog: pytest.LogCaptureFixture) -> None:
    store = Store([True])
    counters: Counters[str] = Counters("test", store, most_keys=3)
    for number in range(5):
        counters.add(f"page {number}", 2)
    counters.add("page 0")
    counters.flush()
    counters.add("page 9")
    counters.flush()
    assert store.total == {"page 0": 3, "page 1": 2, "page 2": 2}
    assert "counts_lost" in caplog.text
    assert "'lost': 4" in caplog.text or "lost=4" in caplog.text


def test_a_batch_that_the_database_cannot_take_does_not_come_again() -> None:
    batches = []

    def refuse(batch: Mapping[str, int]) -> None:
        batches.append(batch)
        raise DataError("too long")

    counters: Counters[str] = Counters("test", refuse)
    counters.add("bad")
    with pytest.raises(DataError):
        counters.flush()
    counters.flush()
    assert len(batches) == 1


def test_the_flusher_hands_over_by_itself_and_for_the_last_time_at_the_end(db: None) -> None:
    store, rest = Store(), Store()
    often, seldom = Flusher(interval=0.01), Flusher(interval=3600)
    for flusher, kept in ((often, store), (seldom, rest)):
        counters: Counters[str] = Counters("test", kept)
        flusher.register(counters)
        counters.add("accepted")
        flusher.start()
    wait_until(lambda: store.total["accepted"] == 1)
    often.stop()
    assert not rest.total
    seldom.stop()
    assert rest.total["accepted"] == 1


def test_a_fault_of_one_counter_does_not_end_the_others(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_batch: Mapping[str, int]) -> None:
        raise ValueError("our own fault")

    store, flusher = Store(), Flusher(interval=0.01)
    for name, target in (("broken", broken), ("whole", store)):
        counters: Counters[str] = Counters(name, target)
        flusher.register(counters)
        counters.add("accepted")
    flusher.start()
    wait_until(lambda: store.total["accepted"] == 1)
    flusher.stop()
    assert "counts_not_stored" in caplog.text


def test_two_counters_of_one_name_are_refused() -> None:
    flusher = Flusher()
    flusher.register(Counters("test", Store()))
    with pytest.raises(ValueError, match="test"):
        flusher.register(Counters("test", Store()))


def test_ending_a_process_that_never_counted_is_nothing() -> None:
    Flusher().stop()


def counts() -> dict[int, int]:
    return dict(ActionCount.objects.values_list("page_id", "count"))


def test_rows_are_made_and_added_to_in_few_statements(db: None) -> None:
    add_to_rows(ActionCount, dict.fromkeys(keys([1]), 2))
    many = dict(zip(keys(range(1, 91)), range(1, 91), strict=True))
    with CaptureQueriesContext(connection) as queries:
        add_to_rows(ActionCount, many)
    assert len(queries) <= 5  # three, and a savepoint
    assert counts() == {1: 3, **{number: number for number in range(2, 91)}}
    add_to_rows(ActionCount, dict.fromkeys(keys(range(1, 451)), 1))
    assert counts()[1] == 4
    assert counts()[450] == 1


def test_no_counts_are_no_statement(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        add_to_rows(ActionCount, {})
    assert not [query for query in queries if "frontend_bridge" in query["sql"]]


ADDING = """
import sys, django
django.setup()
from tests.config.test_counters import add_often
add_often(int(sys.argv[1]))
"""


def add_often(times: int) -> None:
    """In a process of its own: pages in an order of its own, so that a deadlock would show."""
    mixed = keys(sorted(range(1, 21), key=lambda page: hash((page, times))))
    for _time in range(times):
        add_to_rows(ActionCount, dict.fromkeys(mixed, 1))


@pytest.mark.processes
def test_several_processes_add_up_right(committed: str, tmp_path: Path) -> None:
    times = [30, 31, 32]
    env = {"DATABASE_URL": committed, "DJANGO_SETTINGS_MODULE": "config.settings"}
    log = tmp_path / "log"
    started = [processes.start(["-c", ADDING, str(number)], env, log) for number in times]
    assert [process.wait(timeout=120) for process in started] == [0, 0, 0], log.read_text()
    assert counts() == dict.fromkeys(range(1, 21), sum(times))
