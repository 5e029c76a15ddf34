"""Slices, claims and what happens when a worker dies."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from cms.catalogue import applying, jobs, planning, writing
from cms.catalogue.jobs import run_due_imports
from cms.models import Brand, CatalogueImport, ProductPage, User
from cms.tasks import IMPORT_SECONDS, run_imports
from config.jobs import MAX_TRIES
from tests.cms.catalogue.files import checked, csv_file, make_import, outcomes, said, zip_file
from tests.cms.catalogue.rows import row

pytestmark = pytest.mark.django_db
State = CatalogueImport.State


def rows(number: int) -> bytes:
    return csv_file([row(code=f"P{n}", title=f"Produk {n}") for n in range(number)])


def make_due(made: CatalogueImport) -> None:
    CatalogueImport.objects.filter(pk=made.pk).update(due_at=timezone.now())


class WorkerKilled(BaseException):
    """Ends whatever runs, as a signal does."""


def test_the_task_takes_an_import_through_its_dry_run(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, rows(2))
    run_imports()
    made.refresh_from_db()
    assert (made.state, outcomes(made)) == (State.CHECKED, {"CREATE": 2})


def test_nothing_starts_after_the_time_of_a_slice(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, rows(1))
    run_due_imports(0)
    made.refresh_from_db()
    assert (made.state, made.tries) == (State.READING, 0)


def test_slices_go_on_where_the_last_one_ended(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = checked(marketing, rows(5))
    made.start_applying(marketing)
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    run_due_imports(7)
    done = ProductPage.objects.count()
    assert 0 < done < 5
    made.refresh_from_db()
    assert (made.state, made.tries) == (State.APPLYING, 0)
    run_due_imports(500)
    made.refresh_from_db()
    assert (made.state, ProductPage.objects.count()) == (State.APPLIED, 5)


def test_an_import_in_another_workers_hands_is_left_alone(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, rows(1))
    assert CatalogueImport.objects.claim() == made
    assert CatalogueImport.objects.claim() is None
    run_due_imports(60)
    made.refresh_from_db()
    assert made.state == State.READING


def test_a_killed_workers_import_comes_again_and_nothing_is_done_twice(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = checked(marketing, rows(3))
    made.start_applying(marketing)
    write = writing.write

    def killed_at_the_second(plan, line, *others):  # type: ignore[no-untyped-def]
        if line.code == "P1":
            raise WorkerKilled
        return write(plan, line, *others)

    with monkeypatch.context() as patch:
        patch.setattr(applying, "write", killed_at_the_second)
        with pytest.raises(WorkerKilled):
            run_due_imports(60)
    assert ProductPage.objects.count() == 1
    run_due_imports(60)
    assert ProductPage.objects.count() == 1
    made.refresh_from_db()
    assert made.due_at > timezone.now() + timedelta(seconds=60)
    make_due(made)
    run_due_imports(60)
    assert outcomes(made) == {"CREATE": 3}
    assert ProductPage.objects.count() == 3


def test_a_row_that_kills_every_worker_is_refused_and_the_rest_goes_on(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_import(marketing, rows(4))
    plan_rows = planning.plan_rows

    def killed_by_p2(chunk):  # type: ignore[no-untyped-def]
        if any(line.code == "P2" for line in chunk.rows):
            raise WorkerKilled
        return plan_rows(chunk)

    monkeypatch.setattr(jobs, "plan_rows", killed_by_p2)
    for _try in range(MAX_TRIES):
        with pytest.raises(WorkerKilled):
            run_due_imports(60)
        make_due(made)
    run_due_imports(60)
    made.refresh_from_db()
    assert made.state == State.CHECKED
    assert outcomes(made) == {"CREATE": 3, "REFUSE": 1}
    assert "technical help" in said(made)[0][1]


def test_a_file_that_kills_every_worker_is_refused(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_import(marketing, rows(1))
    CatalogueImport.objects.update(tries=MAX_TRIES)
    run_due_imports(60)
    made.refresh_from_db()
    assert (made.state, made.problem != "") == (State.REFUSED, True)


def test_an_import_whose_account_is_gone_is_refused(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, rows(1))
    marketing.delete()
    run_due_imports(60)
    made.refresh_from_db()
    assert (made.state, "account" in made.problem) == (State.REFUSED, True)


def test_a_zip_that_cannot_be_used_refuses_the_import(brand: Brand, marketing: User) -> None:
    made = checked(marketing, rows(1), images=b"no zip")
    assert (made.state, "ZIP" in made.problem) == (State.REFUSED, True)


@pytest.mark.parametrize("which", ["file", "images"])
def test_a_stored_file_that_is_missing_refuses_the_import(
    which: str, brand: Brand, marketing: User
) -> None:
    made = make_import(marketing, rows(1), images=zip_file(["a.jpg"]))
    Path(getattr(made, which).path).unlink()
    run_due_imports(60)
    made.refresh_from_db()
    assert (made.state, "missing" in made.problem) == (State.REFUSED, True)


def test_an_import_that_fails_before_any_row_is_refused_whole(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = checked(marketing, rows(3))
    made.start_applying(marketing)

    def killed(_import: CatalogueImport) -> None:
        raise WorkerKilled

    monkeypatch.setattr(jobs, "open_context", killed)
    for _try in range(MAX_TRIES + 1):
        with pytest.raises(WorkerKilled):
            run_due_imports(60)
        make_due(made)
    run_due_imports(60)
    made.refresh_from_db()
    assert (made.state, "could not go on" in made.problem) == (State.REFUSED, True)
    assert outcomes(made) == {"CREATE": 3}


def test_an_import_without_a_waiting_row_ends_after_many_tries(
    brand: Brand, marketing: User
) -> None:
    made = checked(marketing, rows(1))
    made.start_applying(marketing)
    made.rows.all().delete()
    CatalogueImport.objects.update(tries=MAX_TRIES)
    run_due_imports(60)
    made.refresh_from_db()
    assert made.state == State.APPLIED


def test_applying_that_starts_as_the_check_ends_keeps_its_claim(
    brand: Brand, marketing: User
) -> None:
    make_import(marketing, rows(1))
    held = CatalogueImport.objects.claim()
    assert held is not None
    held.enter(State.CHECKED)
    assert held.start_applying(marketing)
    assert CatalogueImport.objects.claim() == held
    held.release()
    assert CatalogueImport.objects.claim() is None


def test_a_worker_whose_claim_ran_out_changes_nothing(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, rows(1))
    late = CatalogueImport.objects.claim()
    make_due(made)
    assert late is not None
    assert CatalogueImport.objects.claim() is not None
    late.enter(State.REFUSED, problem="too late")
    made.refresh_from_db()
    assert (made.state, made.tries) == (State.READING, 2)


def test_a_check_stops_between_two_rows_when_its_time_is_over(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_import(marketing, rows(9))
    run_due_imports(60)
    made.rows.update(outcome="PENDING")
    CatalogueImport.objects.update(state=State.CHECKING)
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    run_due_imports(6)
    assert 0 < outcomes(made)["PENDING"] < 9


def test_slices_leave_a_worker_process_free(settings: Settings) -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["catalogue-imports"]
    assert IMPORT_SECONDS < schedule["schedule"] == schedule["options"]["expires"]


def test_messages_are_in_the_language_of_who_sent_the_file(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, csv_file([row(brand="x")]))
    CatalogueImport.objects.update(language="id")
    run_due_imports(60)
    assert said(made)[0][1].startswith("Tidak ada merek")
