"""Waiting for something that another thread or process does, with a deadline instead of a sleep."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
INTERVAL = 0.05


def wait_until(predicate: Callable[[], T], timeout: float = 10, hint: str = "") -> T:
    """Ask until the answer is truthy and return it; fail after `timeout` seconds.

    `hint` says in the failure what was waited for.
    """
    deadline = time.monotonic() + timeout
    while True:
        answer = predicate()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {timeout} s: {hint or predicate!r}")
        threading.Event().wait(INTERVAL)
