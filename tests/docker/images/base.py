"""A stand-in for the Python base image, made from Debian's own packages."""

import subprocess
from pathlib import Path

SUITE = "bookworm"  # that of the Dockerfiles' own base image
PACKAGES = ("ca-certificates", "passwd", "python3", "python3-pip", "python3-venv")


def make(folder: Path) -> Path:
    """Write the file system of the stand-in as ``base.tar`` below `folder` and return its path."""
    options = folder / "apt.conf"
    options.write_text(_acquire_options())
    archive = folder / "base.tar"
    subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--variant=minbase", "--dpkgopt=force-unsafe-io"),
            f"--aptopt={options}",
            *(f"--include={','.join(PACKAGES)}", SUITE, archive),
            *_debian_sources(),
        ],
        check=True,
    )
    return archive


def _debian_sources() -> list[str]:
    """This machine's own source lines for that Debian; none leaves the choice to mmdebstrap."""
    targets = subprocess.run(
        [
            *("apt-get", "indextargets", "Created-By: Packages", "Origin: Debian"),
            *("--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [line for line in targets if line.split()[2].startswith(SUITE)]


def _acquire_options() -> str:
    """How this machine fetches packages: proxies, time-outs, checks."""
    dump = subprocess.run(
        ["apt-config", "dump", "Acquire"], check=True, capture_output=True, text=True
    )
    kept = [
        line
        for line in dump.stdout.splitlines()
        if not line.startswith(("Acquire::IndexTargets", "Acquire::Languages"))
        and not line.endswith(' "";')
    ]
    return "\n".join(kept) + "\n"
