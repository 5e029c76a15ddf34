"""Private throw-away PostgreSQL and Redis servers on free loopback ports, for tests alone."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import wait_until

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def accepts_connections(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(0.5)
        return sock.connect_ex(("127.0.0.1", port)) == 0


def postgres_bin() -> Path | None:
    """The folder of PostgreSQL's server programs: on PATH, else the newest of Debian's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major_version)
    return versions[-1].parent if versions else None


def _major_version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


def redis_program() -> str | None:
    return shutil.which("redis-server")


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then as `postgres` or `nobody`, else as ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@dataclass
class Server:
    """A server program on a loopback port, which a test may stop, kill and start again."""

    command: list[str | Path]
    port: int
    url: str
    folder: str
    user: str | None = None
    #: What ends it politely.
    stop_signal: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start and wait until it takes connections; nothing when it runs already."""
        if self.process is not None:
            return
        self.process = server = subprocess.Popen(
            self.command,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(
            lambda: server.poll() is not None or accepts_connections(self.port),
            timeout=START_SECONDS,
        )
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended with status {server.returncode}")

    def stop(self, signum: signal.Signals | None = None) -> None:
        """Send its own or another signal and wait for the end, which is forced after 10 s."""
        if self.process is None:
            return
        self.process.send_signal(signum or self.stop_signal)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            self.start()
            yield
        finally:
            self.stop()


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of our own, quick instead of safe from a power cut."""
    programs = postgres_bin()
    if programs is None:
        raise RuntimeError("PostgreSQL's initdb was not found")
    user = _server_user()
    with tempfile.TemporaryDirectory(prefix="paket-a-postgres-", ignore_cleanup_errors=True) as top:
        if user:
            shutil.chown(top, user)
        data, port = Path(top, "data"), free_port()
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "paket", "-A", "trust", "-E", "UTF8", "-N"],
            user=user,
            cwd=top,
            check=True,
            capture_output=True,
        )
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": 200,
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        command: list[str | Path] = [programs / "postgres", "-D", data, *flags]
        url = f"postgres://paket@127.0.0.1:{port}/postgres"
        # Other than SIGTERM, SIGINT does not wait until the last client has gone.
        server = Server(command, port, url, top, user, stop_signal=signal.SIGINT)
        with server.running():
            yield server


@contextmanager
def postgres() -> Iterator[str]:
    """The same; yields its ``DATABASE_URL``."""
    with postgres_server() as server:
        yield server.url


@contextmanager
def redis_server() -> Iterator[Server]:
    """A Redis server of our own that stores nothing."""
    program = redis_program()
    if program is None:
        raise RuntimeError("redis-server was not found")
    with tempfile.TemporaryDirectory(prefix="paket-a-redis-") as folder:
        port = free_port()
        flags = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        url = f"redis://127.0.0.1:{port}/0"
        server = Server([program, *flags], port, url, folder)
        with server.running():
            yield server


@contextmanager
def redis() -> Iterator[str]:
    """The same; yields its ``REDIS_URL``."""
    with redis_server() as server:
        yield server.url
