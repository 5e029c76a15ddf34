"""`make run`: the whole product on one machine, without configuration.

Prepares the database and the demo content, starts every role through `docker/entrypoint` (the
script that the containers use), waits until each is ready and prints where everything is. A role
that ends by itself is started again, as a container's engine would. Ctrl-C, SIGTERM or a role that
keeps ending ends them all.
"""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import django
import httpx
from django.conf import settings
from django.core.management import CommandError, call_command
from rich.console import Console

from config.env import BASE_DIR, Env, load_env
from config.messages import compile_into

READY_SECONDS = 90
STOP_SECONDS = 15
#: A role that ends again sooner after it was started again does not get better by trying.
SETTLED_SECONDS = 60
LOG_TAIL_LINES = 15
DEMO_LOGINS = ("admin", "marketing", "editor", "marketing-lead", "sales", "sales-lead")
console = Console(highlight=False)


class CannotRunError(Exception):
    """Something the newcomer has to change; its text says what."""


@dataclass(frozen=True)
class Role:
    """A process of the product and the question that tells whether it is ready."""

    name: str
    is_ready: Callable[[], bool]


def roles(env: Env) -> list[Role]:
    storefront = f"http://127.0.0.1:{env.storefront_port}"
    now = time.monotonic()
    return [
        Role("web", lambda: _answers(f"http://127.0.0.1:{env.port}/readyz")),
        *(Role(name, partial(_beats, name, now)) for name in ("worker", "beat", "relay")),
        Role("storefront", lambda: _answers(f"{storefront}/readyz")),
    ]


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _beats(role: str, since: float) -> bool:
    """Whether the role proved itself in this run; a row of the last one proves nothing."""
    within = int(time.monotonic() - since) + 1
    try:
        call_command("heartbeat", role, within=within, stdout=io.StringIO())
    except CommandError:
        return False
    return True


def refuse_taken_ports(env: Env) -> None:
    for variable, port in (("PORT", env.port), ("STOREFRONT_PORT", env.storefront_port)):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                raise CannotRunError(
                    f"Port {port} ({variable}) is taken by another program. Stop that program, "
                    f"or choose another port: make run {variable}={port + 1}"
                ) from None


def prepare() -> None:
    """Bring database and demo content up to date; changes nothing that is there already."""
    console.print("Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")


def _start(name: str, log_dir: Path) -> subprocess.Popen[bytes]:
    with (log_dir / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [BASE_DIR / "docker" / "entrypoint", name],
            stdout=log,
            stderr=subprocess.STDOUT,
            # Its own session: Ctrl-C reaches only this process, which stops the roles in turn.
            start_new_session=True,
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _stop_role(processes: dict[str, subprocess.Popen[bytes]], name: str) -> None:
    _stop(processes[name])


@contextmanager
def started(names: list[str], log_dir: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    with ExitStack() as stack:
        processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in names:
            processes[name] = _start(name, log_dir)
            # By name: what runs at the end may have been started again meanwhile.
            stack.callback(_stop_role, processes, name)
        yield processes


def _refuse_dead(processes: dict[str, subprocess.Popen[bytes]], log_dir: Path) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            log = log_dir / f"{name}.log"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
            raise CannotRunError(
                f"{name} ended with status {process.returncode}. From {log}:\n{tail}"
            )


def wait_until_ready(
    waiting: list[Role], processes: dict[str, subprocess.Popen[bytes]], log_dir: Path
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with console.status("Starting") as status:
        while waiting:
            status.update("Starting: " + ", ".join(role.name for role in waiting))
            _refuse_dead(processes, log_dir)
            if time.monotonic() > deadline:
                names = ", ".join(role.name for role in waiting)
                raise CannotRunError(f"Not ready after {READY_SECONDS} s: {names}. See {log_dir}")
            waiting = [role for role in waiting if not role.is_ready()]
            time.sleep(0.3)


def keep_running(processes: dict[str, subprocess.Popen[bytes]], log_dir: Path) -> None:
    """Start again what ends by itself; raises `CannotRunError` for a role that keeps ending."""
    revived_at: dict[str, float] = {}
    while True:
        for name in [name for name, process in processes.items() if process.poll() is not None]:
            now = time.monotonic()
            if now - revived_at.get(name, -SETTLED_SECONDS) < SETTLED_SECONDS:
                _refuse_dead(processes, log_dir)
            revived_at[name] = now
            status = processes[name].returncode
            console.print(f"{name} ended with status {status} and is started again.")
            processes[name] = _start(name, log_dir)
        time.sleep(1)


def print_overview(env: Env, log_dir: Path) -> None:
    """One table. A value is never cut or wrapped, so that it can be copied whole."""
    logins = [(f"Login {user}", settings.DEMO_PASSWORD) for user in DEMO_LOGINS]
    for name, value in (
        ("Storefront", env.storefront_url),
        ("Admin", f"{env.cms_url}/admin/"),
        ("API docs", f"{env.cms_url}/api/v2/docs/"),
        ("Mail", settings.EMAIL_FILE_PATH),
        ("Logs", log_dir),
        *logins,
    ):
        console.print(f"  {name:<20} {value}", soft_wrap=True)


def run(env: Env) -> None:
    refuse_taken_ports(env)
    prepare()
    log_dir = env.var_dir / "log"
    log_dir.mkdir(parents=True, exist_ok=True)
    needed = roles(env)
    with started([role.name for role in needed], log_dir) as processes:
        wait_until_ready(needed, processes, log_dir)
        print_overview(env, log_dir)
        console.print("Ready. Ctrl-C ends everything.")
        keep_running(processes, log_dir)


def _end(*_signal: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # SIGINT too: a shell starts background jobs with it ignored. SIGHUP: the terminal was closed.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        env = load_env()
        if env.is_production:
            raise CannotRunError(
                "make run is for trying the product out. See docs-paket-a/ for production."
            )
        # Before Django starts, because it keeps the catalogue that it finds then.
        compile_into(env.var_dir / "locale")
        django.setup()
        run(env)
    except KeyboardInterrupt:
        console.print("Stopped.")
    except CannotRunError as reason:
        console.print(str(reason), style="bold red")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
