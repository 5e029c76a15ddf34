"""The runbook's smoke test: what a visitor does first, tried on the running product."""

from config.smoke.runner import Outcome, run

__all__ = ["Outcome", "run"]
