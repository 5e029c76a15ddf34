"""What docker/engine/compose asks of docker, told by a `docker` that only writes it down."""

import os
import subprocess
from pathlib import Path

import pytest

from config.env import BASE_DIR

COMPOSE = "compose --env-file .env --file docker/compose.yaml"
RECORDER = '#!/bin/sh\nprintf \'%s|%s\\n\' "${TAG:-}" "$*" >>"$RECORD"\n'


def asked(folder: Path, *arguments: str) -> list[str]:
    """The lines ``TAG|arguments`` that one call of the engine leads to."""
    docker = folder / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(RECORDER)
    docker.chmod(0o755)
    record = folder / "record"
    env = {**os.environ, "PATH": f"{docker.parent}:{os.environ['PATH']}", "RECORD": str(record)}
    subprocess.run([BASE_DIR / "docker" / "engine" / "compose", *arguments], env=env, check=True)
    return record.read_text().splitlines()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["prepare", "v2"], f"v2|{COMPOSE} up --detach --wait postgres broker cache"),
        (["start", "v2", "web"], f"v2|{COMPOSE} up --detach --no-deps --no-build web"),
        (["stop", "web"], f"unused|{COMPOSE} stop web"),
        (["logs", "web"], f"unused|{COMPOSE} logs --no-log-prefix --tail 20 web"),
        (["probe", "v2", "web", "9"], f"v2|{COMPOSE} exec -T web docker/healthcheck web"),
        (
            ["probe", "v2", "worker", "9"],
            f"v2|{COMPOSE} exec -T worker docker/healthcheck worker --within 9",
        ),
        (
            ["run", "v2", "python", "manage.py", "migrate"],
            f"v2|{COMPOSE} run --rm --no-deps --entrypoint  migrate python manage.py migrate",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_verb_asks_docker_for_the_release_it_names(
    tmp_path: Path, arguments: list[str], line: str
) -> None:
    assert asked(tmp_path, *arguments) == [line]


def test_a_release_is_known_by_both_its_images(tmp_path: Path) -> None:
    assert asked(tmp_path, "check", "v2") == [
        "|image inspect paket-a-cms:v2",
        "|image inspect paket-a-storefront:v2",
    ]
