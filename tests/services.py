"""Private throw-away PostgreSQL and Redis servers on free loopback ports, for tests alone."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own; yields its ``DATABASE_URL``."""
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
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *flags],
            user=user,
            cwd=top,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with _running(server, port):
            yield f"postgres://paket@127.0.0.1:{port}/postgres"


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server of our own that stores nothing; yields its ``REDIS_URL``."""
    program = redis_program()
    if program is None:
        raise RuntimeError("redis-server was not found")
    with tempfile.TemporaryDirectory(prefix="paket-a-redis-") as folder:
        port = free_port()
        server = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with _running(server, port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _running(server: subprocess.Popen[bytes], port: int) -> Iterator[None]:
    try:
        wait_until(
            lambda: server.poll() is not None or accepts_connections(port), timeout=START_SECONDS
        )
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended with status {server.returncode}")
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
