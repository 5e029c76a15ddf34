"""The product's processes on private servers, under a test's control."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from fanout.models import Channel, Heartbeat
from tests import processes
from tests.chaos.clock import Clock
from tests.loopback import answers
from tests.services import Server, free_port
from tests.waiting import wait_until

READY_SECONDS = 120
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Stage:
    """One scenario's database and processes. `name` tells several processes of a role apart."""

    folder: Path
    database_url: str
    postgres: Server
    redis: Server
    clock: Clock
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """Visitors come through a trusted proxy, so that each may have an address of its own."""
        return {
            "VAR_DIR": str(self.folder / "var"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url if self.database_url else "",
            "BROKER_URL": "",
            "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
            "TRUSTED_PROXIES": "127.0.0.0/8",
            "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
            # Out of the way, save where a row is about limits.
            "LEAD_LIMIT_TOTAL": "1000000/minute",
            **self.settings,
        }

    def start(self, role: str, name: str = "", *arguments: str, **environment: str) -> None:
        name = name or role
        if role == "worker":
            arguments = ("--hostname", f"{name}@localhost", *arguments)
        self.processes[name] = processes.start_role(
            role, {**self.env, **environment}, self.log_file(name), *arguments
        )

    def start_web(
        self, name: str = "web", port: int = 0, environment: Mapping[str, str] | None = None
    ) -> str:
        """Start a web role without waiting for it; returns its address."""
        port = port or free_port()
        self.start("web", name, **(environment or {}), PORT=str(port))
        return f"http://127.0.0.1:{port}"

    def web(self, **environment: str) -> str:
        """Start a web role and wait until it serves; returns its address."""
        url = self.start_web(environment=environment)
        wait_until(lambda: serves(url), READY_SECONDS, "the web role")
        return url

    def kill(self, name: str) -> None:
        """SIGKILL for a process and everything it started."""
        processes.kill(self.processes.pop(name))

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Inside, a process and everything it started stand still."""
        group = self.processes[name].pid
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)

    @contextmanager
    def supervised(self, role: str) -> Iterator[None]:
        """Inside, a role that ends by itself is started again, as its container would be."""
        over = threading.Event()

        def keep() -> None:
            while not over.wait(1):
                if self.processes[role].poll() is not None:
                    self.start(role)

        supervisor = threading.Thread(target=keep)
        supervisor.start()
        try:
            yield
        finally:
            over.set()
            supervisor.join()

    def stop(self, name: str) -> int:
        return processes.stop(self.processes.pop(name))

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)

    def kill_all(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def wait_for(self, role: str, count: int = 1) -> None:
        """Wait until so many processes of a background role have proved that they work."""
        rows = Heartbeat.objects.filter(role=role)
        wait_until(lambda: rows.count() >= count, READY_SECONDS, f"{count} of {role}")

    def manage(self, *arguments: str) -> str:
        return processes.manage(self.env, *arguments)

    def log_file(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def sent_by(self, name: str) -> int:
        """How many deliveries a process has sent."""
        return self.logs()[name].count("fanout_delivery_sent")

    def logs(self) -> dict[str, str]:
        return {path.stem: path.read_text() for path in sorted(self.folder.glob("*.log"))}


def serves(url: str) -> bool:
    return answers(f"{url}/readyz")


def webhook(name: str, url: str, **fields: Any) -> Channel:
    """A channel to a local receiver."""
    channel = Channel(name=name, kind=Channel.Kind.WEBHOOK, url=url, **fields)
    channel.set_secret(SECRET)
    channel.save()
    return channel
