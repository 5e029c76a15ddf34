from pathlib import Path

from storefront.copies import CONFIRMATION_STEP, MAX_AGE, Copies, Copy


def opened(folder: Path, limit: int = 10) -> Copies:
    copies = Copies(folder, limit)
    copies.open()
    return copies


def test_the_copy_unused_for_longest_goes_first(tmp_path: Path) -> None:
    copies = opened(tmp_path, limit=2)
    for key in ("a", "b"):
        copies.put(Copy(key, "", {"key": key}))
    copies.get("a")
    copies.put(Copy("c", "", {}))
    assert copies.get("b") is None
    assert copies.get("a") == Copy("a", "", {"key": "a"})
    assert len(list(tmp_path.iterdir())) == 2


def test_a_restart_with_a_smaller_limit_tidies_up(tmp_path: Path) -> None:
    copies = opened(tmp_path)
    for key in "abcdef":
        copies.put(Copy(key, "", {}))
    opened(tmp_path, limit=3)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_file_counts_as_no_copy(tmp_path: Path) -> None:
    opened(tmp_path).put(Copy("a", '"1"', {}))
    for damaged in (
        "",
        "{",
        "[]",
        '{"key": "other", "etag": "", "body": {}}',
        '{"key": "a", "etag": "", "body": {}, "confirmed": "x"}',
    ):
        next(tmp_path.iterdir()).write_text(damaged)
        copies = opened(tmp_path)
        assert copies.get("a") is None
        copies.put(Copy("a", "", {}))


def test_an_unusable_folder_leaves_copies_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    copies = opened(tmp_path / "file")
    copies.put(Copy("a", "", {"title": "kept"}))
    found = copies.get("a")
    assert found
    assert found.body == {"title": "kept"}


def test_a_dropped_copy_is_gone_from_disk(tmp_path: Path) -> None:
    copies = opened(tmp_path)
    copies.put(Copy("a", "", {}))
    copies.drop("a")
    copies.drop("never kept")
    assert copies.get("a") is None
    assert not list(tmp_path.iterdir())


def test_a_copy_that_nobody_confirmed_for_too_long_is_refused(tmp_path: Path) -> None:
    now = 1_000_000.0
    copies = Copies(tmp_path, 10, clock=lambda: now)
    copies.put(Copy("a", '"1"', {}))
    now += MAX_AGE
    copy = copies.get("a")
    assert copy
    copies.put(copy)
    now += MAX_AGE
    assert copies.get("a")
    now += 1
    assert copies.get("a") is None
    assert not list(tmp_path.iterdir())


def test_a_confirmation_by_another_process_counts(tmp_path: Path) -> None:
    now = 1_000_000.0
    one, other = (Copies(tmp_path, 10, clock=lambda: now) for _ in range(2))
    one.put(Copy("a", "", {}))
    now += MAX_AGE + 1
    other.put(Copy("a", "", {}))
    assert one.get("a")


def test_an_unchanged_copy_is_not_written_on_every_visit(tmp_path: Path) -> None:
    now = 1_000_000.0
    copies = Copies(tmp_path, 10, clock=lambda: now)
    copies.put(Copy("a", "", {}))
    written = next(tmp_path.iterdir()).read_text()
    now += CONFIRMATION_STEP - 1
    copies.put(Copy("a", "", {}))
    assert next(tmp_path.iterdir()).read_text() == written
    now += 1
    copies.put(Copy("a", "", {}))
    assert next(tmp_path.iterdir()).read_text() != written
