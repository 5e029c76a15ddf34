"""docker/compose.yaml says what the operations guide promises."""

import os
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from config.env import BASE_DIR
from config.settings import CELERY_TASK_TIME_LIMIT

PATH = BASE_DIR / "docker" / "compose.yaml"
COMPOSE: dict[str, Any] = yaml.safe_load(PATH.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CMS_ROLES = ("web", "worker", "beat", "relay")
ROLES = (*CMS_ROLES, "storefront")
STORES = ("postgres", "broker", "cache")


def has_docker_compose() -> bool:
    if shutil.which("docker") is None:
        return False
    asked = subprocess.run(["docker", "compose", "version"], check=False, capture_output=True)
    return asked.returncode == 0


def test_it_holds_every_role_and_store_and_nothing_else() -> None:
    assert sorted(SERVICES) == sorted([*ROLES, *STORES, "migrate"])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_healthy_when_its_own_check_says_so(role: str) -> None:
    assert SERVICES[role]["healthcheck"]["test"] == ["CMD", "docker/healthcheck", role]
    assert SERVICES[role]["command"] == [role]


@pytest.mark.parametrize("name", [*ROLES, "migrate", "broker", "cache"])
def test_a_container_can_change_nothing_but_its_own_data(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", [*ROLES, *STORES])
def test_what_runs_for_long_comes_back_and_is_bounded(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["mem_limit"]
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["worker", "relay"])
def test_what_delivers_is_given_the_time_to_finish_it(name: str) -> None:
    assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > CELERY_TASK_TIME_LIMIT


def test_only_web_and_storefront_are_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"web", "storefront"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_stores_are_reached_by_the_cms_roles_alone() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert all(SERVICES[name]["networks"] == ["data"] for name in STORES)
    assert SERVICES["storefront"]["networks"] == ["outside"]


def test_the_storefront_gets_no_secret_of_the_cms() -> None:
    service = SERVICES["storefront"]
    assert "env_file" not in service
    assert not {"SECRET_KEY", "DATABASE_URL", "ENCRYPTION_KEYS"} & set(service["environment"])


def test_the_broker_refuses_rather_than_forgets() -> None:
    command = " ".join(SERVICES["broker"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_every_named_volume_is_declared() -> None:
    used = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert used == set(COMPOSE["volumes"])


@pytest.mark.skipif(not has_docker_compose(), reason="docker compose is not here")
def test_docker_compose_accepts_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    project = tmp_path_factory.mktemp("project")
    (project / "docker").mkdir()
    (project / "docker" / "compose.yaml").write_text(PATH.read_text())
    (project / ".env").write_text("")
    needed = {
        "TAG": "v1",
        "POSTGRES_PASSWORD": "secret",
        "CMS_URL": "https://cms.example.com",
        "STOREFRONT_URL": "https://www.example.com",
        "WHATSAPP_NUMBER": "+6281234567890",
    }
    subprocess.run(
        [
            *("docker", "compose", "--env-file", ".env", "--file", "docker/compose.yaml"),
            *("config", "--quiet"),
        ],
        cwd=project,
        env={"PATH": os.environ["PATH"], **needed},
        check=True,
    )
