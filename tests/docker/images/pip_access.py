"""How this machine's pip reaches packages, handed to a build without entering the image."""

import ast
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

OPTIONS = (
    *("cert", "default-timeout", "extra-index-url", "find-links", "index-url", "no-index"),
    *("proxy", "retries", "trusted-host"),
)
FOREIGN_NAMES = {"default-timeout": "timeout"}


def options() -> dict[str, str]:
    """The options in force here, from every configuration file and the environment."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, str] = {}
    # The environment is listed first and wins, save for lists, which pip adds up.
    for line in reversed(listed.splitlines()):
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2]
        if option in OPTIONS:
            found[FOREIGN_NAMES.get(option, option)] = str(ast.literal_eval(value))
    return found


def write_config(path: Path) -> None:
    lines = [f"{name} = {' '.join(value.split())}" for name, value in options().items()]
    path.write_text("\n".join(["[global]", *lines, ""]))


def local_paths() -> list[Path]:
    """Files and folders of this machine that those options name.

    The pages of a ``simple`` index link to files beside it, so its parent is what counts.
    """
    words = [word for value in options().values() for word in value.split()]
    paths = [Path(urlsplit(word).path) for word in words if word.startswith(("/", "file:///"))]
    kept = {path.parent if path.name == "simple" else path for path in paths}
    return sorted(path for path in kept if path.exists())
