"""`make test`: the suite on SQLite, then again on private PostgreSQL and Redis servers.

With ``CI=true`` a missing program is an error; otherwise its round is left out, and said so.
"""

import os
import signal
import subprocess
import sys

from tests import services

PYTEST = [sys.executable, "-m", "pytest", "-q", "--numprocesses", "2", "--dist", "loadgroup"]


def main() -> int:
    # As an exception, so that the servers below are stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    required = os.environ.get("CI") == "true"
    missing = [
        name
        for name, found in (
            ("PostgreSQL (initdb)", services.postgres_bin()),
            ("Redis (redis-server)", services.redis_program()),
        )
        if not found
    ]
    if missing and required:
        print(f"CI needs {' and '.join(missing)}", file=sys.stderr)
        return 1
    print("== SQLite", flush=True)
    status = subprocess.run([*PYTEST, *sys.argv[1:]], check=False).returncode
    if missing:
        print(f"== Left out for want of {' and '.join(missing)}: the second round")
        return status
    print("== PostgreSQL and Redis", flush=True)
    with services.postgres() as database, services.redis() as redis:
        env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis}
        second = subprocess.run([*PYTEST, *sys.argv[1:]], env=env, check=False).returncode
    return status or second


if __name__ == "__main__":
    sys.exit(main())
