import pytest

from config.origins import origin


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("https://WWW.Example.com/", "https://www.example.com"),
        ("https://www.example.com:443", "https://www.example.com"),
        ("http://www.example.com:80/", "http://www.example.com"),
        ("https://www.example.com:80", "https://www.example.com:80"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://xn--caf-dma.example", "https://xn--caf-dma.example"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(value: str, expected: str) -> None:
    assert origin(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "www.example.com",
        "//www.example.com",
        "ftp://www.example.com",
        "javascript://www.example.com",
        "https://",
        "https://www.example.com/shop",
        "https://www.example.com?x=1",
        "https://www.example.com#x",
        "https://user@www.example.com",
        "https://@www.example.com",
        "https://www.example.com:port",
        "https://www.example.com:",
        "https://www.example.com; script-src *",
        "https://www.example.com, https://evil.example",
        "https://*.example.com",
        "https://café.example",
        "https://www example.com",
        "https://[www.example.com",
    ],
)
def test_anything_else_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"must|Invalid"):
        origin(value)
