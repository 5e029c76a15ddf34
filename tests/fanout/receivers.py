"""Real local receivers of HTTP requests, each in a thread."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.loopback import Quiet, running


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


#: No answer: the connection is reset in the middle of the request.
RESET = Answer(0)


@dataclass
class Request:
    """What came in; `at` is `time.monotonic` seconds."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


class Receiver:
    """Answers with the given statuses in turn, then goes on with the last one.

    `judge` may answer a request otherwise; while `hold` is cleared each waits for 30 seconds.
    """

    def __init__(self, *answers: int | Answer) -> None:
        self.answers = [Answer(a) if isinstance(a, int) else a for a in answers]
        self.requests: list[Request] = []
        self.hold = threading.Event()
        self.hold.set()
        self.on_request: Callable[[], None] = lambda: None
        self.judge: Callable[[Request], Answer | None] = lambda _request: None
        self.url = ""
        self._lock = threading.Lock()

    def take(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            answer = self.judge(request)
            if answer is None:
                answer = self.answers[0]
                if len(self.answers) > 1:
                    self.answers.pop(0)
        self.on_request()
        self.hold.wait(30)
        return answer


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


@contextmanager
def receiver(*answers: int | Answer, host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A webhook endpoint on a free port of that loopback address."""
    state = Receiver(*answers)

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            # The sender may be killed meanwhile, or have given up.
            with suppress(ConnectionError):
                self._answer()

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            answer = state.take(Request(self.path, dict(self.headers), self.rfile.read(length)))
            if answer is RESET:
                no_lingering = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_lingering)
                self.connection.close()
                raise ConnectionResetError
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    server = _Server((host, 0), Handler)
    state.url = f"http://{host}:{server.server_port}/hook"
    with running(server):
        try:
            yield state
        finally:
            state.hold.set()
