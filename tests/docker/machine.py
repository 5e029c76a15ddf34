"""A machine that releases are deployed to as plain processes, on ports of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from config.env import BASE_DIR
from tests.services import free_port

ROLES = ("web", "worker", "beat", "relay", "storefront")
PARTS = ("config", "fanout", "cms", "lead", "frontend_bridge", "storefront", "docker", "manage.py")
FILL = """
import django
django.setup()
from tests.factories import ProductPageFactory
from tests.site_tree import build_site_tree
tree = build_site_tree()
ProductPageFactory(parent=tree.id.products, title="Serum Melati")
"""


@dataclass
class Machine:
    """`folder` holds everything; the release scripts are those of this checkout."""

    folder: Path
    port: int = field(default_factory=free_port)
    storefront_port: int = field(default_factory=free_port)

    @property
    def releases(self) -> Path:
        return self.folder / "releases"

    @property
    def env(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "ENVIRONMENT": "test",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEPLOY_ENGINE": "process",
            "VAR_DIR": str(self.folder / "var"),
            "RELEASES_DIR": str(self.releases),
            "READY_SECONDS": "180",
            "PORT": str(self.port),
            "STOREFRONT_PORT": str(self.storefront_port),
        }

    def add_release(self, tag: str) -> Path:
        """A copy of this checkout with this test run's virtual environment."""
        release = self.releases / tag
        release.mkdir(parents=True)
        for part in PARTS:
            source = BASE_DIR / part
            if source.is_dir():
                shutil.copytree(
                    source, release / part, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(source, release / part)
        (release / "var").mkdir()
        (release / "var" / "venv").symlink_to(sys.prefix)
        return release

    def call(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts to its end; its output and errors together are ``stdout``."""
        return subprocess.run(
            [BASE_DIR / words[0], *words[1:]],
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def fill(self, tag: str) -> None:
        """Migrate the database and publish the standard pages with one product."""
        for words in (["manage.py", "migrate", "--verbosity", "0"], ["-c", FILL]):
            done = self.call(
                "docker/engine/process", "run", tag, "python", *words, PYTHONPATH=str(BASE_DIR)
            )
            assert done.returncode == 0, done.stdout

    def state(self, name: str) -> str:
        path = self.folder / "var" / "release" / name
        return path.read_text().strip() if path.exists() else ""

    def running(self) -> dict[str, str]:
        """The release that each role's live process works in, by role."""
        found = {}
        for path in (self.folder / "var" / "run").glob("*.pid"):
            process = Path("/proc", path.read_text().split()[0])
            if process.exists():
                found[path.stem] = (process / "cwd").resolve().name
        return found

    def stop(self) -> None:
        for role in ROLES:
            self.call("docker/engine/process", "stop", role)
