"""`make test`: the suite on SQLite, then what depends on the stores again on PostgreSQL and Redis.

Every test runs at least once; without the servers, all that need none run on SQLite.

The servers are private and thrown away, unless ``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` name
running ones; tests empty the databases 0 to 7 and 15 of that Redis. With ``CI=true`` a missing
program is an error; otherwise its round is left out, and said so.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack

from tests import services

#: One more than there are processors: whoever starts the product's processes mostly waits.
WORKERS = min((os.cpu_count() or 1) + 1, 8)
PYTEST = [
    *(sys.executable, "-m", "pytest", "-q", "--numprocesses", str(WORKERS), "--dist", "loadgroup"),
    # On servers of its own and with all processors for itself: `make chaos`.
    "--ignore=tests/chaos",
]
#: The same on every database: it asks none, always uses its own SQLite, or is about content that
#: other tests ask of both.
ON_SQLITE_ONLY = (
    "cms/test_demo_content.py",
    "cms/test_demo_drawing.py",
    "cms/test_load_demo.py",
    "config/test_production.py",
    "docker",
    "e2e/test_make_run.py",
    "frontend_bridge/test_docs.py",
    "storefront",
    "test_architecture.py",
    "test_docs.py",
)
#: Long, and closest to production there: left out on SQLite where the servers are found.
ON_SERVERS_ONLY = (
    "cms/catalogue/test_memory.py",
    "cms/catalogue/test_round_trip.py",
    "cms/catalogue/test_staging.py",
    "cms/product_list",
    "fanout/test_pulse.py",
    "frontend_bridge/telemetry/test_processes.py",
    "frontend_bridge/test_contract.py",
    "frontend_bridge/test_parameters.py",
    "frontend_bridge/test_query_counts.py",
    "frontend_bridge/test_two_sites.py",
    "frontend_bridge/test_visibility.py",
    "lead/export/test_jobs.py",
    "lead/export/test_readers.py",
    "lead/health/test_processes.py",
)
#: In the browser the product runs as in production, where the servers are found.
NOT_IN_BROWSER = ("-m", "not e2e")
STORES = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")


def run_suite(*arguments: str, **stores: str) -> int:
    """One round; what the caller's own environment says of stores does not count."""
    env = {name: value for name, value in os.environ.items() if name not in STORES}
    command = [*PYTEST, *arguments, *sys.argv[1:]]
    return subprocess.run(command, env={**env, **stores}, check=False).returncode


def without(paths: Iterable[str]) -> list[str]:
    return [f"--ignore=tests/{path}" for path in paths]


def missing_programs() -> list[str]:
    needed = (
        ("TEST_DATABASE_URL", services.postgres_bin(), "PostgreSQL (initdb)"),
        ("TEST_REDIS_URL", services.redis_program(), "Redis (redis-server)"),
    )
    return [name for url, program, name in needed if not (os.environ.get(url) or program)]


def run_on_servers() -> int:
    with ExitStack() as stack:
        database = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(services.postgres())
        redis = os.environ.get("TEST_REDIS_URL") or stack.enter_context(services.redis())
        return run_suite(*without(ON_SQLITE_ONLY), DATABASE_URL=database, REDIS_URL=redis)


def main() -> int:
    # As an exception, so that the servers are stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    missing = missing_programs()
    if missing and os.environ.get("CI") == "true":
        print(f"CI needs {' and '.join(missing)}", file=sys.stderr)
        return 1
    print("== SQLite", flush=True)
    status = run_suite(*(() if missing else (*NOT_IN_BROWSER, *without(ON_SERVERS_ONLY))))
    if missing:
        print(f"== Left out for want of {' and '.join(missing)}: the second round")
        return status
    print("== PostgreSQL and Redis", flush=True)
    return run_on_servers() or status


if __name__ == "__main__":
    sys.exit(main())
