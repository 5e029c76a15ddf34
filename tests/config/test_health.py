from pathlib import Path

import httpx
import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from tests import services
from tests.processes import start, stop
from tests.waiting import wait_until

NOWHERE = "postgres://paket@127.0.0.1:1/paket"


def test_livez_asks_nobody(client: Client) -> None:
    # No database fixture: a query would fail this test.
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_answers_200_when_a_request_can_be_served(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_readyz_answers_503_while_a_migration_is_pending(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="cms").order_by("-id")[0].delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "migrations": "pending"}


@pytest.mark.django_db
def test_readyz_does_not_depend_on_redis(client: Client, settings: Settings) -> None:
    nowhere = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere}
    }
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.django_db
def test_probes_come_by_address_and_over_plain_http(
    client: Client, settings: Settings, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.django_db
def test_other_addresses_still_check_the_host(client: Client) -> None:
    assert client.get("/admin/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_probes_only_read(client: Client) -> None:
    assert client.post("/livez").status_code == 405


@pytest.mark.processes
def test_a_web_process_without_its_database_lives_and_is_not_ready(tmp_path: Path) -> None:
    port = services.free_port()
    env = {"DATABASE_URL": NOWHERE, "PORT": str(port), "VAR_DIR": str(tmp_path)}
    command = ["-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
    process = start(command, env, tmp_path / "log")
    try:
        wait_until(lambda: services.accepts_connections(port), timeout=30)
        base = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{base}/livez", timeout=60).status_code == 200
        answer = httpx.get(f"{base}/readyz", timeout=10)
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"] == "unreachable"
    finally:
        stop(process)
