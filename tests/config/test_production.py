"""`check --deploy` and the built static files, in a process with a production environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import BASE_DIR
from tests.config.test_env import PRODUCTION


def manage(*words: str, env: dict[str, str], var_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_clean(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "DEBUG", env=PRODUCTION, var_dir=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an image's build stage leaves: static files made without any secret."""
    folder = tmp_path_factory.mktemp("build")
    words = ("collectstatic", "--no-input", "--verbosity", "0")
    done = manage(*words, env={"ENVIRONMENT": "build"}, var_dir=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_static_files_are_built_without_secrets(built: Path) -> None:
    assert (built / "static" / "staticfiles.json").is_file()
    assert list((built / "static" / "wagtailadmin" / "css").glob("core.*.css.gz"))


def test_production_serves_the_static_files_of_a_build(built: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from django.templatetags.static import static\n"
        "print(static('wagtailadmin/css/core.css'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env={
            **PRODUCTION,
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(built),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    address = done.stdout.strip()
    assert (built / address.removeprefix("/")).is_file()
    assert address != "/static/wagtailadmin/css/core.css"
