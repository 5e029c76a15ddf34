"""Real processes of the product for tests: worker, beat, relay, web."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.services import accepts_connections
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 20

RELAY = ["manage.py", "relay"]
BEAT = ["-m", "celery", "-A", "config", "beat", "--loglevel", "INFO"]
WORKER = [
    *("-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle"),
]


def start_role(
    role: str, env: Mapping[str, str], log: Path, *arguments: str
) -> subprocess.Popen[bytes]:
    """Start a role through the script that containers use too; see `start` for the rest.

    `arguments` go to the role's own program.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with log.open("ab") as output:
        return subprocess.Popen(
            [ROOT / "docker" / "entrypoint", role, *arguments],
            cwd=ROOT,
            env={**os.environ, **env, "PATH": path},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def start(role_args: list[str], env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start Python with those arguments, in the checkout and in its own process group.

    `env` is added to this process's environment; everything it prints goes to `log`.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *role_args],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """Run a management command; its output, or an error that shows it."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def stop(process: subprocess.Popen[bytes], timeout: float = STOP_SECONDS) -> int:
    """End a process politely, after `timeout` seconds with its whole group; returns its status."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return kill(process)


def kill(process: subprocess.Popen[bytes]) -> int:
    """End a process and its children as a crash would, without a chance to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


@contextmanager
def web_role(
    env: Mapping[str, str], port: int, log: Path, timeout: float = 60
) -> Iterator["subprocess.Popen[bytes]"]:
    """The `web` role on that port, once it takes connections; killed at the end."""
    process = start_role("web", {**env, "PORT": str(port)}, log)
    try:
        wait_until(lambda: accepts_connections(port), timeout, "the web role")
        yield process
    finally:
        kill(process)
