"""What an image must be, and what its roles must do."""

import secrets
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests import services
from tests.docker.images.buildah import Container

CMS_ROLES = ("web", "worker", "beat", "relay")
READY_SECONDS = 90
USER = "10001"


class ImageFaultError(Exception):
    """An image does not do what it must; the text says what was seen."""


def run(container: Container, *words: str, env: Mapping[str, str] | None = None) -> str:
    done = container.run(*words, env=env or {})
    if done.returncode:
        raise ImageFaultError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def inspect(container: Container, writable: set[str]) -> None:
    """Its user is not root, may write nowhere but in `writable`, and finds no tools or secrets."""
    if (user := run(container, "id", "-u").strip()) != USER:
        raise ImageFaultError(f"runs as user {user}")
    found = run(container, "find", "/app", "/opt", "-writable", "!", "-type", "l").split()
    if set(found) != writable:
        raise ImageFaultError(f"writable are {found}")
    for unwanted in ("/opt/venv/bin/pip", "/app/.env", "/app/var/secret-key", "/etc/pip.conf"):
        run(container, "test", "!", "-e", unwanted)
    for tool in ("cc", "make", "git"):
        run(container, "sh", "-c", f"! command -v {tool}")


def refuses_to_start_unconfigured(container: Container) -> None:
    done = container.run("docker/entrypoint", "web", env={})
    if done.returncode == 0 or "SECRET_KEY: required" not in done.stdout:
        raise ImageFaultError(f"Without configuration the web role did this:\n{done.stdout}")


def configuration(database_url: str, redis_url: str) -> dict[str, str]:
    """A complete production environment; nothing in it is kept."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ENCRYPTION_KEYS": secrets.token_urlsafe(48),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "BROKER_URL": redis_url,
        "CMS_URL": "https://cms.example.com",
        "STOREFRONT_URL": "https://www.example.com",
        "EMAIL_HOST": "mail.example.com",
        "DEFAULT_FROM_EMAIL": "website@example.com",
        "LEAD_EMAIL": "sales@example.com",
        "WHATSAPP_NUMBER": "+6281234567890",
        "BIND_ADDRESS": "127.0.0.1",
        "STOREFRONT_BIND": "127.0.0.1",
        "PORT": str(services.free_port()),
        "STOREFRONT_PORT": str(services.free_port()),
    }


def start_roles(
    stack: ExitStack, cms: Container, storefront: Container, env: Mapping[str, str], logs: Path
) -> None:
    """Start every role and wait until each one's own health check passes."""
    run(cms, "docker/entrypoint", "migrate", env=env)
    homes = {**dict.fromkeys(CMS_ROLES, cms), "storefront": storefront}
    for role, container in homes.items():
        log = logs / f"{role}.log"
        stack.enter_context(container.running("docker/entrypoint", role, env=env, log=log))
    for role, container in homes.items():
        await_health(container, role, env, logs / f"{role}.log")


def await_health(container: Container, role: str, env: Mapping[str, str], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while (done := container.run("docker/healthcheck", role, env=env)).returncode:
        if time.monotonic() > deadline:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
            raise ImageFaultError(f"{role} is not healthy: {done.stdout}\n{tail}")
        time.sleep(1)


def serves_static_files(env: Mapping[str, str]) -> None:
    """The login page and a hashed style sheet of it come as production serves them."""
    page = _get(env, "/admin/login/")
    path = next(part for part in page.split('"') if part.startswith("/static/") and ".css" in part)
    if "{" not in _get(env, path):
        raise ImageFaultError(f"{path} is no style sheet")


def _get(env: Mapping[str, str], path: str) -> str:
    answer = httpx.get(
        f"http://127.0.0.1:{env['PORT']}{path}",
        headers={"Host": "cms.example.com", "X-Forwarded-Proto": "https"},
        timeout=10,
    )
    return answer.raise_for_status().text
