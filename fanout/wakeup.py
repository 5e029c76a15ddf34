"""Wake the relays as soon as something is published: PostgreSQL's NOTIFY, elsewhere nothing.

It only saves the wait until the relay's next look, which finds everything anyway.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue

import psycopg
import structlog
from django.db import connection

NAME = "fanout"
#: Seconds after which a listener looks whether it shall end.
PATROL = 0.5
#: Seconds before a listener that lost its connection tries again.
PAUSE = 2.0
#: How soon a server that vanished without a word is noticed.
_KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}

log = structlog.get_logger(__name__)


def wake_relays() -> None:
    """Ring every relay's doorbell when the caller's transaction commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [NAME])


class Doorbell:
    """Where a relay waits between two looks."""

    def __init__(self) -> None:
        # A signal handler may ring while its own thread waits: only SimpleQueue allows that.
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        self._rings.put(None)

    def wait(self, seconds: float) -> None:
        """Return at the next ring, or after that time; rings that piled up count as one."""
        with suppress(Empty):
            self._rings.get(timeout=seconds)
            while True:
                self._rings.get_nowait()


@contextmanager
def listening(bell: Doorbell) -> Iterator[None]:
    """Inside, every NOTIFY rings the bell."""
    if connection.vendor != "postgresql":
        yield
        return
    listener = _Listener(bell, connection.get_connection_params())
    listener.start()
    try:
        yield
    finally:
        listener.end()


class _Listener(threading.Thread):
    """Listens over a connection of its own: one of the pool's goes from hand to hand."""

    def __init__(self, bell: Doorbell, parameters: dict[str, object]) -> None:
        super().__init__(name="listener", daemon=True)
        self._bell = bell
        self._parameters = {**parameters, **_KEEPALIVE, "autocommit": True}
        self._ending = threading.Event()

    def end(self) -> None:
        self._ending.set()
        self.join(PATROL * 4)

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("relay_not_listening", error=type(error).__name__)
                self._ending.wait(PAUSE)

    def _listen(self) -> None:
        with psycopg.connect(**self._parameters) as line:  # type: ignore[arg-type]
            line.execute(f"LISTEN {NAME}")
            self._bell.ring()  # for what was published while nobody listened
            while not self._ending.is_set():
                for _notification in line.notifies(timeout=PATROL):
                    self._bell.ring()
