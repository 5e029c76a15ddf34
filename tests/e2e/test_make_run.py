"""What a newcomer gets from `make run`, on a machine with nothing configured."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests import processes
from tests.services import accepts_connections, free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.processes
#: Against hanging, not a promise: 90 s alone on two cores, most of them for drawing pictures.
START_SECONDS = 600
UNSET = ("ENVIRONMENT", "DATABASE_URL", "REDIS_URL", "BROKER_URL", "DEMO_PASSWORD")


class Launcher:
    """One `make run`, without the setting up that precedes it."""

    def __init__(self, var_dir: Path, log: Path) -> None:
        self.port, self.storefront_port, self.log = free_port(), free_port(), log
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in UNSET},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "VAR_DIR": str(var_dir),
            "PORT": str(self.port),
            "STOREFRONT_PORT": str(self.storefront_port),
        }
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=processes.ROOT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        wait_until(self._is_decided, timeout=START_SECONDS, hint="Ready.")
        assert self.process.poll() is None, self.log.read_text()

    def _is_decided(self) -> bool:
        return "Ready." in self.log.read_text() or self.process.poll() is not None

    def products(self) -> bytes:
        url = f"http://localhost:{self.port}/api/v2/products/?limit=100&fields=*"
        return httpx.get(url, timeout=20).raise_for_status().content


@pytest.fixture
def launchers(tmp_path: Path) -> Iterator[list[Launcher]]:
    started: list[Launcher] = []
    yield started
    for launcher in started:
        processes.stop(launcher.process, timeout=60)


def descendants(pid: int) -> set[int]:
    listing = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listing.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def role_of(launcher: int, role: str) -> int:
    """The process of a role: the child itself, not the children that it forks."""
    listing = subprocess.run(
        ["ps", "-ww", "--ppid", str(launcher), "-o", "pid=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (pid,) = [int(line.split()[0]) for line in listing.splitlines() if f" {role} " in f"{line} "]
    return pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_first_start_is_complete_ctrl_c_ends_all_and_a_second_changes_nothing(
    tmp_path: Path, launchers: list[Launcher]
) -> None:
    first = Launcher(tmp_path / "var", tmp_path / "first.log")
    launchers.append(first)
    first.wait_until_ready()
    shown = first.log.read_text()
    for expected in (
        f"http://localhost:{first.storefront_port}",
        f"http://localhost:{first.port}/admin/",
        f"http://localhost:{first.port}/api/v2/docs/",
        str(tmp_path / "var" / "mail"),
        (tmp_path / "var" / "demo-password").read_text().strip(),
        *("Login admin", "Login marketing", "Login editor", "Login marketing-lead", "Login sales"),
    ):
        assert expected in shown
    for port in (first.port, first.storefront_port):
        assert httpx.get(f"http://localhost:{port}/readyz", timeout=10).is_success
    with closing(sqlite3.connect(tmp_path / "var" / "db.sqlite3")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM fanout_channel")}
    assert "Kotak masuk sales" in names  # what staff read is Indonesian from the first start on
    before = first.products()

    worker_log = tmp_path / "var" / "log" / "worker.log"
    os.kill(role_of(first.process.pid, "worker"), signal.SIGKILL)
    wait_until(lambda: worker_log.read_text().count("ready.") == 2, 60, "the worker's second start")
    assert "worker ended with status -9 and is started again" in first.log.read_text()

    children = descendants(first.process.pid)
    assert len(children) >= 5
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(60) == 0
    # Orphans of the roles are reaped by init, which takes its time.
    wait_until(lambda: not any(map(is_running, children)), timeout=10)
    assert not accepts_connections(first.port)

    second = Launcher(tmp_path / "var", tmp_path / "second.log")
    launchers.append(second)
    second.wait_until_ready()
    assert "Drawing" not in second.log.read_text()
    ours = str(second.port).encode()
    assert second.products().replace(ours, str(first.port).encode()) == before.replace(
        str(first.storefront_port).encode(), str(second.storefront_port).encode()
    )


def run_with(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.run"],
        cwd=processes.ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("variable", ["PORT", "STOREFRONT_PORT"])
def test_a_taken_port_is_named_with_the_variable_that_changes_it(
    variable: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ports = {"PORT": str(free_port()), "STOREFRONT_PORT": str(free_port()), variable: port}
        result = run_with(VAR_DIR=str(tmp_path), **ports)
    assert result.returncode == 1
    assert f"Port {port} ({variable}) is taken" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_port_that_is_no_number_is_named(tmp_path: Path) -> None:
    result = run_with(VAR_DIR=str(tmp_path), PORT="http")
    assert result.returncode == 1
    assert "PORT" in result.stderr
    assert "Traceback" not in result.stderr
