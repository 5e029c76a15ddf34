"""What was counted lately is known, in bounded memory."""

import pytest

from frontend_bridge.telemetry.gathering import RecentIds


def test_an_id_is_new_once_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("frontend_bridge.telemetry.gathering.time.monotonic", lambda: now)
    ids = RecentIds(seconds=10)
    assert ids.is_new("LCP", "a")
    assert ids.is_new("CLS", "a")
    now = 109.9
    assert not ids.is_new("LCP", "a")
    now = 110.0
    assert ids.is_new("LCP", "a")


def test_the_oldest_ids_give_way_to_new_ones() -> None:
    ids = RecentIds(most=3)
    for name in "abcd":
        assert ids.is_new("LCP", name)
    assert not ids.is_new("LCP", "d")
    assert not ids.is_new("LCP", "b")
    assert ids.is_new("LCP", "a")
