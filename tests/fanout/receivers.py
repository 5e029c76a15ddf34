"""Real local receivers: a webhook endpoint and an SMTP server, each in a thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Answers with the given statuses in turn, then goes on with the last one."""

    def __init__(self, *answers: int | Answer) -> None:
        self.answers = [Answer(a) if isinstance(a, int) else a for a in answers]
        self.requests: list[Request] = []
        self.hold = threading.Event()
        self.hold.set()
        self.on_request: Callable[[], None] = lambda: None
        self.url = ""
        self._lock = threading.Lock()

    def take(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            answer = self.answers[0]
            if len(self.answers) > 1:
                self.answers.pop(0)
        self.on_request()
        self.hold.wait(30)
        return answer


@contextmanager
def receiver(*answers: int | Answer) -> Iterator[Receiver]:
    """A webhook endpoint on a free port of 127.0.0.1."""
    state = Receiver(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            answer = state.take(Request(self.path, dict(self.headers), self.rfile.read(length)))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keeps the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        state.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
