from pathlib import Path

import pytest
from pydantic import ValidationError

from storefront.__main__ import read_settings
from storefront.settings import Settings


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name in ("PORT", "STOREFRONT_PORT", "CMS_URL", "API_URL", "STOREFRONT_URL", "VAR_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings(_env_file=None)


def test_ports_alone_are_enough_on_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, PORT="8100", STOREFRONT_PORT="3100")
    assert settings.cms_url == settings.api_url == settings.media_url == "http://localhost:8100"
    assert settings.storefront_url == "http://localhost:3100"


def test_a_private_address_of_the_api_stays_private(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, CMS_URL="https://cms.example.com", API_URL="http://web:8000")
    assert (settings.cms_url, settings.api_url) == ("https://cms.example.com", "http://web:8000")
    assert settings.media_url == "https://cms.example.com"


def test_copies_live_below_the_var_folder_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read(monkeypatch, VAR_DIR="/data").copies_dir == Path("/data/storefront")
    elsewhere = read(monkeypatch, STOREFRONT_CACHE_DIR="/cache")
    assert elsewhere.copies_dir == Path("/cache")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CMS_URL", "cms.example.com"),
        ("CMS_URL", "https://cms.example.com/path"),
        ("STOREFRONT_URL", "ftp://www.example.com"),
        ("STOREFRONT_PORT", "0"),
        ("WHATSAPP_NUMBER", "0812"),
    ],
)
def test_an_unusable_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        read(monkeypatch, **{name: value})


def test_starting_with_an_unusable_value_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREFRONT_PORT", "none")
    with pytest.raises(SystemExit, match="STOREFRONT_PORT"):
        read_settings()


def test_a_developers_own_file_is_read_except_in_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / ".env"
    own.write_text("WHATSAPP_NUMBER=+6281119999\n")
    for environment, number in (("embedded", "+6281119999"), ("test", "+6281200000000")):
        monkeypatch.setenv("ENVIRONMENT", environment)
        assert Settings(_env_file=own).whatsapp_number == number
