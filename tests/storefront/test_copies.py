from pathlib import Path

from storefront.copies import Copies, Copy


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
    for damaged in ("", "{", "[]", '{"key": "other", "etag": "", "body": {}}'):
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
