import pytest

from storefront import formats


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "language", "shown"),
    [
        ("2026-12-05T09:00:00+07:00", None, "id", "Sabtu, 5 Desember 2026, 09.00 WIB"),
        (
            "2026-12-05T02:00:00+00:00",
            "2026-12-05T09:00:00Z",
            "en",
            "Saturday, 5 December 2026, 09:00–16:00 WIB",
        ),
        (
            "2026-12-05T09:00:00+07:00",
            "2026-12-06T16:00:00+07:00",
            "id",
            "Sabtu, 5 Desember 2026, 09.00 – Minggu, 6 Desember 2026, 16.00 WIB",
        ),
        ("soon", None, "id", ""),
        (None, None, "id", ""),
    ],
)
def test_event_times_are_told_in_western_indonesian_time(
    starts_at: str | None, ends_at: str | None, language: str, shown: str
) -> None:
    assert formats.event_time(starts_at, ends_at, language) == shown


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/x", True),
        ("/produk/", True),
        ("mailto:a@b.example", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("http://[broken", False),
        (None, False),
    ],
)
def test_only_safe_addresses_become_links(address: str | None, safe: bool) -> None:
    assert bool(formats.link(address)) is safe


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+6281234567890", "+62 812-3456-7890"),
        ("+6591234567", "+6591234567"),
        ("", ""),
    ],
)
def test_phone_numbers_are_grouped_for_reading(number: str, shown: str) -> None:
    assert formats.phone(number) == shown


def test_dates_and_sizes_follow_the_language() -> None:
    assert formats.long_date("2026-03-01", "id") == "1 Maret 2026"
    assert formats.long_date("2026-03-01", "en") == "1 March 2026"
    assert formats.long_date("never", "id") == ""
    assert [formats.file_size(size) for size in (None, 2048, 3 * 1024 * 1024)] == [
        "",
        "2 kB",
        "3.0 MB",
    ]
