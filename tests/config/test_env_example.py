"""`.env.example` names every setting, with the default that the code has."""

import re

import pytest
from pydantic_settings import BaseSettings

from config.env import BASE_DIR, Env
from storefront.settings import Settings

EXAMPLE = (BASE_DIR / ".env.example").read_text()
COMPOSE = (BASE_DIR / "docker" / "compose.yaml").read_text()
LINE = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)
#: docker/deploy names the release; it is no setting.
NOT_SET_BY_HAND = {"TAG"}


def names(settings: type[BaseSettings]) -> set[str]:
    return {name.upper() for name in settings.model_fields}


def test_it_names_every_setting_and_no_other() -> None:
    compose = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)) - NOT_SET_BY_HAND
    shown = [name for name, _default in LINE.findall(EXAMPLE)]
    assert sorted(shown) == sorted(names(Env) | names(Settings) | compose)


def test_it_explains_every_setting() -> None:
    paragraphs = [part for part in EXAMPLE.split("\n\n") if LINE.search(part)]
    assert [part for part in paragraphs if not part.startswith("# ")] == []


@pytest.mark.parametrize("settings", [Env, Settings])
def test_its_defaults_are_those_of_the_code(
    settings: type[BaseSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in names(settings):
        monkeypatch.delenv(name, raising=False)
    defaults = settings(_env_file=None)
    for name, value in LINE.findall(EXAMPLE):
        monkeypatch.setenv(name, value)
    assert settings(_env_file=None) == defaults
