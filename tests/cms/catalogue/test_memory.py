"""Memory does not grow with the length of a file."""

import gc
import io
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from cms.catalogue import export, jobs, sheets
from cms.catalogue.applying import apply_row
from cms.catalogue.columns import HEADER
from cms.catalogue.context import Context
from cms.catalogue.jobs import ROWS_AT_ONCE, run_due_imports
from cms.catalogue.staging import stage
from cms.models import Brand, CatalogueImport, ImportRow, Outcome, ProductPage, User
from tests.cms.catalogue.files import checked, csv_file, make_import, outcomes, xlsx_file
from tests.cms.catalogue.rows import FULL
from tests.factories import BrandFactory

pytestmark = pytest.mark.django_db
MEGABYTE = 2**20


def long_file(rows: int, prefix: str = "P", odd_brand: str = "unknown") -> bytes:
    """One row in the middle of many good ones has a brand that is not there."""
    return csv_file(
        [
            {
                **FULL,
                "code": f"{prefix}{n}",
                "slug": f"{prefix}-{n}".lower(),
                "brand": odd_brand if n == rows // 2 else "lumera",
            }
            for n in range(rows)
        ]
    )


@contextmanager
def peak() -> Iterator[Callable[[], int]]:
    """Bytes that Python held at most, above what it held before."""
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@contextmanager
def held_after_each_row(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Bytes that Python holds after each applied row, above what it held before, without garbage.

    When garbage in cycles is collected depends on all that the process holds; what stays does not.
    """
    held: list[int] = []
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()

    def apply_and_measure(context: Context, row: ImportRow) -> None:
        apply_row(context, row)
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0] - before)

    try:
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "apply_row", apply_and_measure)
            yield held
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def test_reading_many_rows_takes_no_more_than_reading_few(brand: Brand, marketing: User) -> None:
    peaks = []
    for size in (600, 2_400):
        made = make_import(marketing, long_file(size))
        with peak() as held:
            assert stage(made) == size
            peaks.append(held())
    assert peaks[1] < peaks[0] + 2 * MEGABYTE


def test_reading_a_long_xlsx_takes_no_more_than_a_short_one() -> None:
    peaks = []
    for size in (500, 2_000):
        file = io.BytesIO(xlsx_file([HEADER, *(["x" * 50] * len(HEADER) for _row in range(size))]))
        with peak() as held, sheets.open_sheet(file) as rows:
            assert sum(1 for _row in rows) == size + 1
            peaks.append(held())
    assert peaks[1] < peaks[0] + 2 * MEGABYTE


def test_many_rows_are_checked_chunk_by_chunk_and_one_bad_row_refuses_itself(
    brand: Brand, marketing: User
) -> None:
    peaks = []
    for size in (ROWS_AT_ONCE, 10 * ROWS_AT_ONCE):
        made = make_import(marketing, long_file(size))
        stage(made)
        made.enter(CatalogueImport.State.CHECKING)
        with peak() as held:
            run_due_imports(600)
            peaks.append(held())
        assert outcomes(made) == {"CREATE": size - 1, "REFUSE": 1}
        refused = made.rows.get(outcome=Outcome.REFUSE)
        assert (refused.code, refused.messages[0]["field"]) == (f"P{size // 2}", "brand")
    assert peaks[1] < peaks[0] + 2 * MEGABYTE


def test_many_rows_are_applied_one_by_one_and_one_that_went_bad_refuses_itself(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 5)
    # The test's own transaction would keep what waits for the end of each row's.
    monkeypatch.setattr(connection, "on_commit", lambda *_args, **_options: None)
    peaks = []
    for size in (10, 60):
        prefix = f"S{size}N"
        gone = BrandFactory(slug="soon-gone")
        made = checked(marketing, long_file(size, prefix, gone.slug))
        assert outcomes(made) == {"CREATE": size}
        gone.delete()
        assert made.start_applying(marketing)
        with held_after_each_row(monkeypatch) as held:
            run_due_imports(600)
        assert len(held) == size
        peaks.append(max(held))
        assert outcomes(made) == {"CREATE": size - 1, "REFUSE": 1}
        refused = made.rows.get(outcome=Outcome.REFUSE)
        assert (refused.code, refused.messages[0]["field"]) == (f"{prefix}{size // 2}", "brand")
        assert ProductPage.objects.filter(code__startswith=prefix).count() == size - 1
    assert peaks[1] < peaks[0] + MEGABYTE // 4


def test_an_export_holds_one_chunk_at_a_time() -> None:
    def table(size: int) -> Iterator[list[str]]:
        return (["x" * 50] * len(HEADER) for _row in range(size))

    peaks = []
    for size in (500, 2_000):
        with peak() as held, export.write_xlsx(table(size)):
            peaks.append(held())
    assert peaks[1] < peaks[0] + 2 * MEGABYTE
