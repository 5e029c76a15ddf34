import random
import secrets
import shutil
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from fanout.models import Channel
from tests import processes, services
from tests.chaos import clock, results
from tests.chaos.clock import Clock
from tests.chaos.results import Result
from tests.chaos.sizes import SIZES, Size
from tests.chaos.stage import Stage
from tests.database import switched_to

PREPARED = "prepared"
LOG_LINES = 30
SEED = pytest.StashKey[int]()
RAN = pytest.StashKey[bool]()
PASSED = pytest.StashKey[bool]()


@dataclass(frozen=True)
class Servers:
    """Servers for all rows, and a migrated database to copy."""

    postgres: services.Server
    redis: services.Server
    #: The embedded size's, to copy.
    sqlite: Path

    def database(self, name: str) -> str:
        return f"{self.postgres.url.rpartition('/')[0]}/{name}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with services.postgres_server() as postgres, services.redis_server() as redis:
        folder = tmp_path_factory.mktemp("prepared")
        made = Servers(postgres, redis, folder / "sqlite" / "db.sqlite3")
        made.run(f"CREATE DATABASE {PREPARED}")
        url = made.database(PREPARED)
        migrate({folder / "postgres": url, folder / "sqlite": ""})
        clock.prepare(url)
        yield made


def migrate(urls: dict[Path, str]) -> None:
    """Migrate databases at the same time, by the ``VAR_DIR`` of each."""
    migrations = {}
    for folder, url in urls.items():
        folder.mkdir()
        env = {"DATABASE_URL": url, "REDIS_URL": "", "VAR_DIR": str(folder)}
        migrations[folder] = processes.start_role("migrate", env, folder / "migrate.log")
    for folder, migration in migrations.items():
        assert migration.wait(300) == 0, (folder / "migrate.log").read_text()


@pytest.fixture
def stage(
    servers: Servers, result: Result, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """An empty database without channels, an empty Redis, and no process yet."""
    name = f"stage_{time.monotonic_ns()}"
    servers.run(f"CREATE DATABASE {name} TEMPLATE {PREPARED}")
    url = servers.database(name)
    time_of_day = Clock(url)
    time_of_day.install()
    with services.redis_server() as redis, django_db_blocker.unblock(), connected_to(url):
        Channel.objects.all().delete()
        made = Stage(tmp_path, url, servers.postgres, redis, time_of_day)
        try:
            yield made
        finally:
            made.kill_all()
            servers.postgres.start()


@pytest.fixture
def embedded_stage(
    servers: Servers, result: Result, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """The embedded size: SQLite, and the servers are not used."""
    made = Stage(tmp_path, "", servers.postgres, servers.redis, Clock(""))
    shutil.copytree(servers.sqlite.parent, tmp_path / "var")
    with django_db_blocker.unblock(), connected_to(f"sqlite:///{tmp_path}/var/db.sqlite3"):
        Channel.objects.all().delete()
        try:
            yield made
        finally:
            made.kill_all()


@contextmanager
def connected_to(url: str) -> Iterator[None]:
    """This process's own models go to that database."""
    with switched_to(**dj_database_url.parse(url), OPTIONS={}):
        yield


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Size:
    return SIZES[request.config.getoption("--chaos")]


@pytest.fixture
def dice(request: pytest.FixtureRequest, result: Result) -> random.Random:
    """Chance, which ``--chaos-seed`` repeats."""
    return random.Random(f"{result.seed} {result.name}")  # noqa: S311  # not for secrets


@pytest.fixture
def figures(result: Result) -> dict[str, Any]:
    """What the row measured, by name; shown in its table."""
    return result.figures


@pytest.fixture
def result(request: pytest.FixtureRequest) -> Iterator[Result]:
    """The row's result; stored whether it passes or not."""
    marker = request.node.get_closest_marker("chaos")
    made = Result(
        **marker.kwargs,
        name=request.node.name.removeprefix("test_"),
        size=request.config.getoption("--chaos"),
        seed=request.config.stash[SEED],
        commit=results.commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    began = time.monotonic()
    yield made
    made.seconds = time.monotonic() - began
    made.passed = request.node.stash.get(PASSED, False)
    results.store(made)
    request.config.stash[RAN] = True


def pytest_configure(config: pytest.Config) -> None:
    seed = config.getoption("--chaos-seed")
    config.stash[SEED] = secrets.randbelow(10**6) if seed is None else seed


def pytest_collection_finish(session: pytest.Session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and any(item.get_closest_marker("chaos") for item in session.items):
        terminal.write_line(f"chaos: --chaos-seed {session.config.stash[SEED]} repeats this run")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
        fixtures: dict[str, Any] = getattr(item, "funcargs", {})
        stage = fixtures.get("stage") or fixtures.get("embedded_stage")
        if report.failed and stage:
            report.sections += [
                (f"the end of {name}'s log", "\n".join(text.splitlines()[-LOG_LINES:]))
                for name, text in stage.logs().items()
            ]
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if RAN in config.stash:
        table = results.write_table(config.getoption("--chaos"))
        terminalreporter.write_line(f"chaos: {table}")
