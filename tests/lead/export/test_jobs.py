"""Long exports: progress, crashes, erasures on the way, and memory that does not grow."""

import os
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.jobs import MAX_TRIES
from lead.export import files, jobs
from lead.export.jobs import run_one_export
from lead.models import ExportState, Lead, LeadExport
from lead.privacy.erasing import erase
from lead.privacy.identifiers import Identifier
from lead.tasks import forget_exports, run_exports
from tests.lead.export.files import EXPORTS, ask, csv_rows, download
from tests.lead.factories import make_lead

pytestmark = pytest.mark.django_db
MEGABYTE = 2**20
#: Less than a lead's number and the row that notes it take while they are held.
NUMBER_BYTES = 200


class WorkerKilled(BaseException):
    """Ends whatever runs, as a signal does."""


@pytest.fixture
def waiting(sales_lead_client: Client, monkeypatch: pytest.MonkeyPatch) -> LeadExport:
    """An export of four leads that is too long for its request."""
    monkeypatch.setattr(jobs, "ROWS_IN_A_REQUEST", 0)
    monkeypatch.setattr(jobs, "CHUNK", 2)
    for number in range(4):
        make_lead(business_name=f"Salon {number}", phone_whatsapp=f"+62812000000{number}")
    ask(sales_lead_client)
    return LeadExport.objects.get()


def again(export: LeadExport) -> LeadExport:
    export.refresh_from_db()
    return export


def make_due(export: LeadExport) -> None:
    LeadExport.objects.filter(pk=export.pk).update(due_at=timezone.now())


def folder(settings: Settings) -> list[Path]:
    return list(Path(settings.EXPORT_DIR).iterdir())


def test_a_long_export_waits_for_the_worker_and_says_so(
    waiting: LeadExport, sales_lead_client: Client
) -> None:
    text = sales_lead_client.get(f"{EXPORTS}{waiting.pk}/").content.decode()
    assert "<progress" in text
    assert "0 of 4 leads" in text
    assert f"{EXPORTS}{waiting.pk}/progress/" in text
    progress: Any = sales_lead_client.get(f"{EXPORTS}{waiting.pk}/progress/")
    assert progress.json() == {"state": "WRITING", "done": 0, "total": 4}
    run_exports()
    progress = sales_lead_client.get(f"{EXPORTS}{waiting.pk}/progress/")
    assert progress.json() == {"state": "READY", "done": 4, "total": 4}
    assert len(csv_rows(download(sales_lead_client, waiting))) == 4


def test_progress_is_told_chunk_by_chunk(
    waiting: LeadExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    write = files.write

    def spying(export: LeadExport, table: Any) -> str:
        def spied() -> Iterator[list[str]]:
            for row in table:
                told.append(again(waiting).done)
                yield row

        return write(export, spied())

    monkeypatch.setattr(files, "write", spying)
    run_one_export()
    assert told == [0, 0, 0, 2, 2]


def test_a_killed_worker_costs_a_pause_and_leaves_no_file_behind(
    waiting: LeadExport, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "_digest", _killed)
        with pytest.raises(WorkerKilled):
            run_one_export()
    assert not run_one_export()
    (left,) = folder(settings)
    make_due(waiting)
    assert run_one_export()
    assert again(waiting).state == ExportState.READY
    (written,) = folder(settings)
    assert written != left


def _killed(_file: Any) -> str:
    raise WorkerKilled


def test_an_export_that_kills_its_workers_is_given_up(
    waiting: LeadExport, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_digest", _killed)
    for _try in range(MAX_TRIES):
        with pytest.raises(WorkerKilled):
            run_one_export()
        make_due(waiting)
    assert run_one_export()
    assert again(waiting).state == ExportState.FAILED
    assert folder(settings) == []


def test_two_workers_do_not_write_the_same_export(
    waiting: LeadExport, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first was taken for dead; it finds out, and its file goes."""
    write = files.write
    rivals = [True]

    def slow(export: LeadExport, table: Any) -> str:
        if rivals and rivals.pop():
            make_due(waiting)
            run_one_export()
        return write(export, table)

    monkeypatch.setattr(files, "write", slow)
    run_one_export()
    assert again(waiting).state == ExportState.READY
    (written,) = folder(settings)
    assert written.name == waiting.file_name


def everything_below(*folders: Path) -> list[Path]:
    return [path for folder in folders if folder.exists() for path in folder.rglob("*")]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system keeps temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_whoever_is_erased_while_it_is_written_is_in_no_file(
    waiting: LeadExport,
    temporary: Path,
    file_format: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    LeadExport.objects.update(file_format=file_format)
    write = files.write
    during = []

    def interrupted(export: LeadExport, table: Any) -> str:
        def rows() -> Iterator[list[str]]:
            yield next(table)
            yield next(table)
            with django_capture_on_commit_callbacks(execute=True):
                erase(Identifier.read("+628120000000"))
            during.extend(everything_below(temporary))
            yield from table

        return write(export, rows())

    monkeypatch.setattr(files, "write", interrupted)
    run_one_export()
    assert again(waiting).state == ExportState.WITHDRAWN
    assert everything_below(temporary, Path(settings.EXPORT_DIR)) == during == []
    assert not run_one_export()


def test_a_stopped_worker_leaves_no_unfinished_sheets(
    waiting: LeadExport, temporary: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    LeadExport.objects.update(file_format="xlsx")
    lying_about = []

    def stopped(*_args: Any) -> Iterator[list[str]]:
        yield ["Salon 0"]
        yield ["Salon 1"]
        lying_about.extend(everything_below(Path(settings.EXPORT_DIR)))
        raise WorkerKilled

    monkeypatch.setattr(jobs, "rows", stopped)
    with pytest.raises(WorkerKilled):
        run_one_export()
    assert [path for path in lying_about if path.suffix == ".xml"]
    assert everything_below(temporary) == []
    assert everything_below(Path(settings.EXPORT_DIR)) == [files.path_of(again(waiting))]


def test_an_erased_lead_is_left_out_of_an_export_that_waits(
    waiting: LeadExport, sales_lead_client: Client
) -> None:
    erase(Identifier.read("+628120000000"))
    assert again(waiting).state == ExportState.WITHDRAWN
    assert Lead.objects.count() == 3
    ask(sales_lead_client)
    run_one_export()
    assert len(csv_rows(download(sales_lead_client, LeadExport.objects.latest("pk")))) == 3


def test_files_that_nobody_knows_are_swept_up(waiting: LeadExport, settings: Settings) -> None:
    run_one_export()
    new, old, parts = (Path(settings.EXPORT_DIR) / name for name in ("new", "old", "xlsx-old"))
    for path in (new, old):
        path.touch()
    parts.mkdir()
    (parts / "0.xml").touch()
    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    for path in (old, parts):
        os.utime(path, (long_ago, long_ago))
    os.utime(files.path_of(again(waiting)), (long_ago, long_ago))
    forget_exports()
    assert {path.name for path in folder(settings)} == {"new", waiting.file_name}


def test_a_full_disk_leaves_the_export_to_a_later_try(
    sales_lead_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_lead()
    with monkeypatch.context() as patch:
        patch.setattr(files, "write", _full)
        assert ask(sales_lead_client).status_code == 302
    export = LeadExport.objects.get()
    assert export.state == ExportState.WRITING
    make_due(export)
    run_one_export()
    assert again(export).state == ExportState.READY


def _full(*_args: Any) -> str:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_number_of_leads(
    sales_lead_client: Client,
    settings: Settings,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    file_format: str,
) -> None:
    """Neither where the leads are noted, in the request, nor where the file is written."""
    monkeypatch.setattr(jobs, "CHUNK", 100)
    monkeypatch.setattr(jobs, "NUMBERS_AT_ONCE", 100)
    monkeypatch.setattr(jobs, "ROWS_IN_A_REQUEST", 0)
    chosen: dict[str, Any] = {"file_format": file_format, "columns": ["reference", "message"]}
    ask(sales_lead_client, **chosen)  # loads what is loaded once
    asking, writing = [], []
    for size in (200, 1200):
        template = make_lead(message="x" * 3000)
        template.pk = None
        Lead.objects.bulk_create(
            Lead(
                **{
                    field.attname: getattr(template, field.attname)
                    for field in Lead._meta.concrete_fields
                    if field.name not in {"id", "reference", "idempotency_hash"}
                },
                reference=f"R{size}-{number}",
                idempotency_hash=f"R{size}-{number}",
            )
            for number in range(size)
        )
        asking.append(traced(lambda: ask(sales_lead_client, **chosen)))
        writing.append(traced(run_one_export))
    noted = LeadExport.objects.latest("pk").rows.count()
    assert noted == Lead.objects.count()
    assert asking[1] < asking[0] + NUMBER_BYTES * (noted - 200)
    # The messages that came on top hold more than three million letters.
    assert writing[1] < writing[0] + MEGABYTE
    assert everything_below(temporary) == []
    assert len(everything_below(Path(settings.EXPORT_DIR))) == 1 + len(writing)


def traced(act: Callable[[], object]) -> int:
    """The most bytes that it held at a time."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
