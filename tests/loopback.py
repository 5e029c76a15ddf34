"""Small servers of a test's own on loopback, which others really connect to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import Any

import httpx


class Quiet:
    """Mixed into a handler of `http.server`."""

    def log_message(self, *_args: Any) -> None:
        """Keeps the test output quiet."""


@contextmanager
def running(server: BaseServer) -> Iterator[None]:
    """Inside, the server answers, in a thread of its own; whoever hangs in it is let go before."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(url: str) -> bool:
    """Whether it answers, with success."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
