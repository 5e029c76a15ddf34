"""A pytest plugin that loads before Django's settings and points them at `var/test`."""

import os
from pathlib import Path

from config.messages import compile_into

VAR_DIR = Path(__file__).resolve().parent.parent / "var" / "test"

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("VAR_DIR", str(VAR_DIR))
# Before Django starts, because it keeps the catalogue that it finds then.
compile_into(Path(os.environ["VAR_DIR"]) / "locale")
