"""The whole product as `make run` starts it, under a test's control, on ports of its own."""

import os
import subprocess
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests import processes
from tests.loopback import answers
from tests.services import free_port
from tests.waiting import wait_until

ROLES = ("web", "worker", "beat", "relay", "storefront")
PASSWORD = "e2e-only-password"
READY_SECONDS = 90


@dataclass
class Product:
    """Started roles by name; `restart` and `kill` do what an operator or a crash would do."""

    var_dir: Path
    database_url: str
    port: int = field(default_factory=free_port)
    storefront_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    @property
    def cms(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def storefront(self) -> str:
        return f"http://localhost:{self.storefront_port}"

    @property
    def inbox(self) -> str:
        return f"{self.cms}/admin/snippets/lead/lead/"

    @property
    def mail_dir(self) -> Path:
        return self.var_dir / "mail"

    def url(self, path: str) -> str:
        """A path of the storefront as an address."""
        return f"{self.storefront}{path}"

    def api(self, path: str) -> dict[str, Any]:
        """What the public API answers below `/api/v2/`."""
        response = httpx.get(f"{self.cms}/api/v2/{path}", timeout=10)
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        return body

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "ENVIRONMENT": "test",
            "VAR_DIR": str(self.var_dir),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": own_redis(),
            "PORT": str(self.port),
            "STOREFRONT_PORT": str(self.storefront_port),
            "DEMO_PASSWORD": PASSWORD,
            # Speed is measured with many submissions; limits have tests of their own.
            "LEAD_LIMIT_CLIENT": "1000/minute",
            # So that what is sent without a broker's failure was sent by the worker.
            "FANOUT_INLINE_AFTER": "300",
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command; its output, or an error that shows it."""
        return processes.manage(self.env, *arguments)

    def prepare(self) -> None:
        self.manage("messages", "--compile")
        self.manage("load_demo", "--sketches")

    def start(self, *roles: str) -> None:
        log_dir = self.var_dir / "log"
        log_dir.mkdir(parents=True, exist_ok=True)
        for role in roles:
            self.processes[role] = processes.start_role(role, self.env, log_dir / f"{role}.log")

    def wait_until_ready(self) -> None:
        for url in (f"{self.cms}/readyz", f"{self.storefront}/readyz"):
            wait_until(partial(answers, url), timeout=READY_SECONDS)

    def kill(self, *roles: str) -> None:
        """End roles at once with everything they started, as a crash or the kernel would."""
        for role in roles:
            processes.kill(self.processes.pop(role))

    def stop(self) -> None:
        while self.processes:
            processes.stop(self.processes.popitem()[1])

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted(self.mail_dir.glob("*.eml"))]

    def log(self, role: str) -> str:
        return (self.var_dir / "log" / f"{role}.log").read_text(errors="replace")


def own_redis() -> str:
    """A database of the Redis server, if there is one, that no other test clears."""
    server = os.environ.get("REDIS_URL", "").rpartition("/")[0]
    return f"{server}/15" if server else ""
