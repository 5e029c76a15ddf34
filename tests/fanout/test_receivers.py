"""The receivers that the documents show, run against what we really send."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from fanout.deliver import deliver
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from fanout.replay import replay
from tests.fanout.conftest import NEWS, SECRET, webhook
from tests.fanout.receivers import Request, receiver
from tests.services import accepts_connections, free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).resolve().parents[2] / "docs-paket-a" / "contoh"
FRESH = "whsec_" + "B" * 43 + "="
STATES = Delivery.State
Start = Callable[..., "Example"]


class Example:
    """A running receiver and what it has handled."""

    def __init__(self, port: int, log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.log = log

    def handled(self) -> list[str]:
        """The ids of the messages it worked on."""
        return [line.split()[0] for line in self.log.read_text().splitlines()]


def command(name: str) -> list[str]:
    if name == "receiver.py":
        return [sys.executable, str(EXAMPLES / name)]
    node = shutil.which("node")
    if node is None and os.environ.get("CI") != "true":
        pytest.skip("Node.js was not found")
    assert node, "CI needs Node.js"
    return [node, str(EXAMPLES / name)]


@contextmanager
def running(name: str, secret: str, folder: Path) -> Iterator[Example]:
    port, log = free_port(), folder / f"{name}.log"
    env = {"WEBHOOK_SECRET": secret, "PORT": str(port), "PATH": os.environ["PATH"]}
    with (
        log.open("wb") as output,
        (folder / f"{name}.errors").open("wb") as errors,
        subprocess.Popen(
            command(name), env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        ) as process,
    ):
        try:
            wait_until(lambda: accepts_connections(port), 20, f"{name} to listen")
            yield Example(port, log)
        finally:
            process.kill()


@pytest.fixture(params=["receiver.py", "receiver.mjs"])
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def example(language: str, tmp_path: Path) -> Iterator[Example]:
    with running(language, SECRET, tmp_path) as found:
        yield found


def send(channel: Channel) -> Delivery:
    event = publish(NEWS, subject="lead:1", data={"city": "Bandung – Ciŵidey"}, channels=[channel])
    delivery = Delivery.objects.get(event=event)
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def captured() -> Request:
    """A message as our sender puts it on the wire."""
    with receiver(200) as endpoint:
        send(webhook(endpoint.url))
    return endpoint.requests[0]


def post(example: Example, body: bytes, headers: dict[str, str]) -> int:
    kept = {name: value for name, value in headers.items() if name.startswith("webhook-")}
    return httpx.post(example.url, content=body, headers=kept, trust_env=False).status_code


def test_it_accepts_what_we_send(example: Example) -> None:
    delivery = send(webhook(example.url))
    assert (delivery.state, delivery.http_status) == (STATES.SUCCEEDED, 204)
    assert example.handled() == [delivery.msg_id]
    assert "Ciŵidey" in example.log.read_text()


def test_it_works_once_on_a_message_that_comes_twice(example: Example) -> None:
    delivery = send(webhook(example.url))
    (again,) = replay([delivery])
    deliver(again.pk)
    again.refresh_from_db()
    assert again.state == STATES.SUCCEEDED
    assert example.handled() == [delivery.msg_id]


@pytest.mark.parametrize("known", [SECRET, FRESH])
def test_it_accepts_while_the_secret_is_replaced(language: str, tmp_path: Path, known: str) -> None:
    with running(language, known, tmp_path) as example:
        channel = webhook(example.url)
        channel.set_secret(FRESH)
        channel.save()
        assert send(channel).state == STATES.SUCCEEDED
        assert len(example.handled()) == 1


def test_it_refuses_another_secret_and_so_pauses_the_channel(language: str, tmp_path: Path) -> None:
    with running(language, FRESH, tmp_path) as example:
        assert send(webhook(example.url)).state == STATES.PENDING
        assert Channel.objects.get().paused_reason == "401"
        assert example.handled() == []


def test_it_refuses_a_body_that_was_changed(example: Example) -> None:
    request = captured()
    changed = request.body.replace(b"Bandung", b"Jakarta")
    assert post(example, changed, request.headers) == 401
    assert example.handled() == []
    assert post(example, request.body, request.headers) == 204


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_it_refuses_changed_headers(example: Example, name: str) -> None:
    request = captured()
    changed = {**request.headers, name: request.headers[name] + "0"}
    assert post(example, request.body, changed) == 401
    assert example.handled() == []


@pytest.mark.parametrize("minutes", [-6, 6])
def test_it_refuses_an_old_or_future_timestamp(example: Example, minutes: int) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    body = '{"type":"tests.news","data":{}}'
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", moment, body),
    }
    assert post(example, body.encode(), headers) == 401
    assert example.handled() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1a," + "A" * 44},
        {"webhook-signature": "v1," + "A" * 2000},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "NaN"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 400},
    ],
)
def test_it_refuses_nonsense_without_falling_over(
    example: Example, changes: dict[str, str]
) -> None:
    request = captured()
    assert post(example, request.body, {**request.headers, **changes}) == 401
    assert post(example, request.body, {}) == 401
    assert post(example, b"x" * 1_000_001, request.headers) == 413
    assert example.handled() == []


def test_message_it_could_not_work_on_is_sent_again(example: Example) -> None:
    now = timezone.now()
    body = "no JSON"
    headers = {
        "webhook-id": "msg_2",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_2", now, body),
    }
    for _try in range(2):
        assert post(example, body.encode(), headers) == 500
    assert example.handled() == []
