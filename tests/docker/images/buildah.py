"""Images and containers through buildah's chroot isolation: it needs no daemon."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import kill

ISOLATION = ("--isolation", "chroot")
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class BuildahError(Exception):
    """A command of buildah failed."""


@dataclass(frozen=True)
class Store:
    """Images and containers below a folder of our own; the machine's store stays untouched."""

    folder: Path

    def command(self, *words: str | Path) -> list[str]:
        places = ("--root", self.folder / "store", "--runroot", self.folder / "run")
        return ["buildah", *map(str, (*places, *words))]

    def call(self, *words: str | Path) -> str:
        """What buildah prints; its error carries all that it said."""
        done = subprocess.run(self.command(*words), check=False, capture_output=True, text=True)
        if done.returncode:
            said = f"{done.stdout}{done.stderr}"
            raise BuildahError(f"buildah {words[0]} ended with {done.returncode}:\n{said}")
        return done.stdout.strip()

    def load(self, archive: Path, name: str) -> None:
        """Make an image whose one layer is `archive`."""
        container = self.call("from", "scratch")
        self.call("add", "--quiet", container, archive, "/")
        self.call("config", "--env", f"PATH={SYSTEM_PATH}", container)
        self.call("commit", "--quiet", "--rm", container, name)

    def build(
        self, dockerfile: Path, name: str, *, base: str, pip_config: Path, mounts: Sequence[Path]
    ) -> None:
        self.call(
            *("bud", "--quiet", "--format", "docker", *ISOLATION, "--pull-never"),
            *("--build-arg", f"PYTHON_IMAGE={base}"),
            *("--secret", f"id=pip.conf,src={pip_config}"),
            *(word for path in mounts for word in ("--volume", f"{path}:{path}:ro")),
            *("--tag", name, "--file", dockerfile, "."),
        )

    @contextmanager
    def container(self, image: str) -> Iterator["Container"]:
        name = self.call("from", "--pull-never", image)
        try:
            yield Container(self, name)
        finally:
            self.call("rm", name)

    def remove(self) -> None:
        self.call("rm", "--all")
        shutil.rmtree(self.folder)


@dataclass(frozen=True)
class Container:
    """A file system to run commands in, as the image's own user."""

    store: Store
    name: str

    def command(self, words: Sequence[str], env: Mapping[str, str]) -> list[str]:
        variables = [word for key, value in env.items() for word in ("--env", f"{key}={value}")]
        return self.store.command("run", *ISOLATION, *variables, self.name, "--", *words)

    def run(self, *words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run to the end; output and errors together are the result's ``stdout``."""
        return subprocess.run(
            self.command(words, env),
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def running(self, *words: str, env: Mapping[str, str], log: Path) -> Iterator[None]:
        """Run until the block ends; buildah hands no signal on, so that the end is a hard one."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                self.command(words, env),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            kill(process)
