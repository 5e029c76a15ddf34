"""Mail through a provider's API in bounded time."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from anymail.backends.base_requests import AnymailRequestsBackend
from django.core.mail import get_connection
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from config import mail


@contextmanager
def bounded_connection() -> Iterator[Any]:
    """Django's configured mail backend; a provider's requests end within `mail.TOTAL_SECONDS`.

    The time-outs of requests start anew with every byte.
    """
    connection = get_connection()
    if not isinstance(connection, AnymailRequestsBackend):
        yield connection
        return
    deadline = _Deadline()
    token = _deadline.set(deadline)
    connection.open()
    try:
        for scheme in _POOLS:
            connection.session.mount(f"{scheme}://", _BoundedAdapter())
        yield connection
    finally:
        connection.close()
        _deadline.reset(token)
        deadline.lift()


class _Deadline:
    """Hangs up whatever it watches when the time is over."""

    def __init__(self) -> None:
        self._is_over = False
        self._lines: list[socket.socket] = []
        self._end = threading.Timer(mail.TOTAL_SECONDS, self._hang_up)
        self._end.daemon = True
        self._end.start()

    def watch(self, connected: socket.socket) -> None:
        # A second handle on the connection, which TLS takes out of the first one's hands.
        line = connected.dup()
        self._lines.append(line)
        if self._is_over:
            mail.hang_up(line)

    def lift(self) -> None:
        self._end.cancel()
        for line in self._lines:
            line.close()

    def _hang_up(self) -> None:
        self._is_over = True
        for line in list(self._lines):
            mail.hang_up(line)


_deadline: ContextVar[_Deadline] = ContextVar("mail_deadline")


class _Bounded(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _deadline.get().watch(connected)
        return connected


class _BoundedOverTLS(_Bounded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Bounded


class _PoolOverTLS(HTTPSConnectionPool):
    ConnectionCls = _BoundedOverTLS


_POOLS = {"http": _Pool, "https": _PoolOverTLS}


class _BoundedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager
