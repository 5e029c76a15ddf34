"""Several threads that do the same at the same moment, each with its own database connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
RIVALS = 6


def at_once(act: Callable[[], T], rivals: int = RIVALS) -> list[T]:
    """What each of them got. The pool must have a connection for each: DATABASE_POOL_SIZE."""
    start = threading.Barrier(rivals)

    def rival() -> T:
        try:
            connections["default"].ensure_connection()
            start.wait(10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(rivals) as pool:
        racing = [pool.submit(rival) for _rival in range(rivals)]
        return [future.result(30) for future in racing]
