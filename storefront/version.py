"""Which release of the storefront this is."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SUFFIXES = {".css", ".html", ".js", ".py", ".svg", ".toml", ".xml"}


@cache
def app_version() -> str:
    """Twelve hexadecimal digits that change with any file of the package."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in SUFFIXES:
            digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
