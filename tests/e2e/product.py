"""The whole product as `make run` starts it, under a test's control: real roles, own files, own ports."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.services import free_port
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("web", "worker", "beat", "relay", "storefront")
PASSWORD = "e2e-only-password"
READY_SECONDS = 90


@dataclass
class Product:
    """Started roles by name; `restart` and `kill` do what an operator or a crash would do."""

    var_dir: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    storefront_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def cms(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def storefront(self) -> str:
        return f"http://localhost:{self.storefront_port}"

    @property
    def mail_dir(self) -> Path:
        return self.var_dir / "mail"

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ENVIRONMENT": "test",
            "VAR_DIR": str(self.var_dir),
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "STOREFRONT_PORT": str(self.storefront_port),
            "DEMO_PASSWORD": PASSWORD,
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command; its output, or an error that shows it."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def prepare(self) -> None:
        self.manage("messages", "--compile")
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo")

    def start(self, *roles: str) -> None:
        log_dir = self.var_dir / "log"
        log_dir.mkdir(parents=True, exist_ok=True)
        for role in roles:
            with (log_dir / f"{role}.log").open("ab") as log:
                self.processes[role] = subprocess.Popen(
                    [ROOT / "docker" / "entrypoint", role],
                    cwd=ROOT,
                    env=self.env,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def wait_until_ready(self) -> None:
        for url in (f"{self.cms}/readyz", f"{self.storefront}/readyz"):
            wait_until(lambda url=url: answers(url), timeout=READY_SECONDS)

    def kill(self, *roles: str) -> None:
        """End roles at once with everything they started, as a crash or the kernel would."""
        for role in roles:
            process = self.processes.pop(role)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for role in list(self.processes):
            try:
                self.processes[role].wait(15)
            except subprocess.TimeoutExpired:
                self.kill(role)
        self.processes.clear()

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted(self.mail_dir.glob("*.eml"))]

    def log(self, role: str) -> str:
        return (self.var_dir / "log" / f"{role}.log").read_text(errors="replace")


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.HTTPError:
        return False
