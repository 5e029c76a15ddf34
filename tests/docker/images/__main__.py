"""Build both images, look into them, and start every role on real PostgreSQL and Redis."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import services
from tests.docker.images import base, checks, pip_access
from tests.docker.images.buildah import BuildahError, Store

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "var" / "image-test"
BASE, CMS, STOREFRONT = "localhost/python", "localhost/paket-a-cms", "localhost/paket-a-storefront"
DOCKERFILES = {CMS: "docker/cms.Dockerfile", STOREFRONT: "docker/storefront.Dockerfile"}
WRITABLE = {
    CMS: {
        f"/app/var/{folder}" for folder in ("beat", "exports", "imports", "ledger", "media", "tmp")
    },
    STOREFRONT: {"/app/var/storefront", "/app/var/tmp"},
}


@contextmanager
def step(title: str) -> Iterator[None]:
    print(title, end=" … ", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:.0f} s", flush=True)


def missing_packages() -> list[str]:
    """The Debian packages whose programs are not here."""
    found = {
        "mmdebstrap": shutil.which("mmdebstrap"),
        "buildah": shutil.which("buildah"),
        "postgresql": services.postgres_bin(),
        "redis-server": services.redis_program(),
    }
    return [package for package, program in found.items() if not program]


def build_images(store: Store) -> None:
    with step("Making a Python base from Debian's packages"):
        archive = base.make(FOLDER)
        store.load(archive, BASE)
        archive.unlink()
    pip_config = FOLDER / "pip.conf"
    pip_access.write_config(pip_config)
    mounts = pip_access.local_paths()
    for name, dockerfile in DOCKERFILES.items():
        with step(f"Building {dockerfile}"):
            store.build(ROOT / dockerfile, name, base=BASE, pip_config=pip_config, mounts=mounts)


def prove_images(store: Store) -> None:
    with ExitStack() as stack:
        cms = stack.enter_context(store.container(CMS))
        storefront = stack.enter_context(store.container(STOREFRONT))
        with step("Looking into both images"):
            checks.inspect(cms, WRITABLE[CMS])
            checks.inspect(storefront, WRITABLE[STOREFRONT])
            checks.refuses_to_start_unconfigured(cms)
        with step("Starting every role on PostgreSQL and Redis"):
            database_url = stack.enter_context(services.postgres())
            redis_url = stack.enter_context(services.redis())
            env = checks.configuration(database_url, redis_url)
            checks.start_roles(stack, cms, storefront, env, FOLDER)
            checks.serves_static_files(env)


def main() -> int:
    if missing := missing_packages():
        print(f"The image test needs: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    os.chdir(ROOT)
    store = Store(FOLDER)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        build_images(store)
        prove_images(store)
    except (BuildahError, checks.ImageFaultError, subprocess.CalledProcessError) as fault:
        print(f"\n{fault}", file=sys.stderr)
        return 1
    finally:
        store.remove()
    print("Both images build, and every role answers its health check.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
