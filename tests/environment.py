"""A pytest plugin that loads before Django's settings and points them at `var/test`."""

import os
from pathlib import Path

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))


def pytest_configure() -> None:
    """Compile the translations first, as every way of starting the product does."""
    from django.conf import settings

    from config.messages import compile_into

    compile_into(settings.LOCALE_PATHS[0])
