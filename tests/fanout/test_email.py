"""E-mail against a real SMTP server."""

import email
import email.policy
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from config.mail import TOTAL_SECONDS
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from fanout.replay import replay
from fanout.trial import send_test
from tests.fanout.conftest import NEWS, PERSONAL, try_once
from tests.loopback import running
from tests.services import free_port

pytestmark = pytest.mark.django_db
State = Delivery.State


class Mailbox:
    """Accepts or refuses what arrives, as told."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.data_answer = "250 OK"
        self.recipient_answer = "250 OK"
        self.refused: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        answer = self.refused.get(address, self.recipient_answer)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.recipients += envelope.rcpt_tos
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return self.data_answer


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "config.mail.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Website <website@alfa.example>"
    yield handler
    controller.stop()


@pytest.fixture
def delivery() -> Delivery:
    channel = Channel.objects.create(name="Inbox", recipients="a@example.com\nb@example.com")
    return Delivery.objects.get(event=publish(NEWS, subject="lead:1", channels=[channel]))


def test_mail_carries_the_message_id_and_both_bodies(mailbox: Mailbox, delivery: Delivery) -> None:
    assert try_once(delivery).state == State.SUCCEEDED
    assert mailbox.recipients == ["a@example.com", "b@example.com"]
    mail = mailbox.messages[0]
    assert mail["Message-ID"] == f"<{delivery.msg_id}@alfa.example>"
    assert mail["Subject"] == "News about lead:1"
    assert mail["Reply-To"] == "reply@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("answer", ["451 Try again later", "452 Mailbox full"])
def test_temporary_refusal_is_tried_again(
    mailbox: Mailbox, delivery: Delivery, answer: str
) -> None:
    mailbox.data_answer = answer
    assert try_once(delivery).state == State.PENDING
    assert delivery.last_error_class == f"smtp_{answer[:3]}"
    mailbox.data_answer = "250 OK"
    assert try_once(delivery).state == State.SUCCEEDED
    ids = {mail["Message-ID"] for mail in mailbox.messages}
    assert len(ids) == 1


def test_permanent_refusal_is_given_up_after_three_tries(
    mailbox: Mailbox, delivery: Delivery
) -> None:
    mailbox.data_answer = "554 Not wanted"
    states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]


class Server(socketserver.ThreadingTCPServer):
    """Refuses some SMTP commands for good, "" the connection itself, and takes all others."""

    refused: list[str] = []
    daemon_threads = True


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.answer("", "220 here")
        for line in self.rfile:
            self.answer(line[:4].decode().upper(), "250 OK")

    def answer(self, command: str, acceptance: str) -> None:
        words = "550 Not you" if command in self.server.refused else acceptance
        self.wfile.write(f"{words}\r\n".encode())


@pytest.mark.parametrize("refused", [[""], ["EHLO", "HELO"], ["MAIL"]])
def test_server_that_refuses_our_account_is_tried_again_until_that_is_put_right(
    mailbox: Mailbox, delivery: Delivery, settings: Settings, refused: list[str]
) -> None:
    port = settings.EMAIL_PORT
    server = Server(("127.0.0.1", 0), Conversation)
    server.refused = refused
    with running(server):
        settings.EMAIL_PORT = server.server_address[1]
        tries = [try_once(delivery) for _try in range(4)]
    assert {(tried.state, tried.last_error_class) for tried in tries} == {
        (State.PENDING, "smtp_550")
    }
    settings.EMAIL_PORT = port
    assert try_once(delivery).state == State.SUCCEEDED


def test_refused_recipients_are_a_permanent_refusal(mailbox: Mailbox, delivery: Delivery) -> None:
    mailbox.recipient_answer = "550 No such user"
    assert try_once(delivery).last_error_class == "smtp_550"
    assert delivery.attempt_set.get().outcome == "REFUSED"


def test_recipient_that_was_refused_for_now_gets_it_later_and_nobody_gets_it_twice(
    mailbox: Mailbox, delivery: Delivery
) -> None:
    mailbox.refused = {"b@example.com": "450 Mailbox busy"}
    for _try in range(6):
        assert try_once(delivery).state == State.PENDING
    assert (delivery.last_error_class, delivery.accepted_by) == ("smtp_450", ["a@example.com"])
    assert Channel.objects.get().breaker_open_until is None
    assert mailbox.recipients == ["a@example.com"]
    mailbox.refused = {}
    assert try_once(delivery).state == State.SUCCEEDED
    assert mailbox.recipients == ["a@example.com", "b@example.com"]


def test_recipient_that_is_refused_for_good_is_told_and_sent_again_alone(
    mailbox: Mailbox, delivery: Delivery
) -> None:
    Channel.objects.create(name="Ops", recipients="ops@example.com")
    mailbox.refused = {"b@example.com": "550 No such user"}
    states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]
    assert Delivery.objects.filter(event__type="fanout.alarm").count() == 1
    mailbox.refused = {}
    (again,) = replay([delivery])
    assert try_once(again).state == State.SUCCEEDED
    assert mailbox.recipients == ["a@example.com", "b@example.com"]
    (everybody,) = replay([again])
    try_once(everybody)
    assert mailbox.recipients[2:] == ["a@example.com", "b@example.com"]


def test_refused_recipient_who_left_the_channel_holds_up_nothing(
    mailbox: Mailbox, delivery: Delivery
) -> None:
    mailbox.refused = {"b@example.com": "450 Mailbox busy"}
    try_once(delivery)
    Channel.objects.update(recipients="a@example.com")
    assert try_once(delivery).state == State.SUCCEEDED
    assert mailbox.recipients == ["a@example.com"]


def test_mail_server_that_is_down_is_tried_again(settings: Settings, delivery: Delivery) -> None:
    settings.EMAIL_BACKEND = "config.mail.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert try_once(delivery).state == State.PENDING
    assert delivery.last_error_class == "ConnectionRefusedError"


def test_mail_file_appears_whole_in_the_embedded_mail_folder(
    settings: Settings, delivery: Delivery, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "config.mail.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert try_once(delivery).state == State.SUCCEEDED
    (path,) = tmp_path.glob("*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert delivery.msg_id in str(mail["Message-ID"])


@contextmanager
def dripping_server(greeting: bytes, drop: bytes) -> Iterator[int]:
    """A mail server that goes on and on; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            caller, _address = server.accept()
            with caller, suppress(OSError):
                caller.sendall(greeting)
                while not over.wait(0.02):
                    caller.sendall(drop)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("greeting", "drop", "security"),
    [
        (b"220 ", b"x", "none"),
        (b"220 ready\r\n", b"250-and more\r\n", "none"),
        (b"\x16\x03\x03\x40\x00", b"x", "tls"),
    ],
)
def test_conversation_with_a_dripping_server_ends_in_bounded_time(
    settings: Settings,
    delivery: Delivery,
    monkeypatch: pytest.MonkeyPatch,
    greeting: bytes,
    drop: bytes,
    security: str,
) -> None:
    monkeypatch.setattr("config.mail.TOTAL_SECONDS", 0.7)
    settings.EMAIL_BACKEND = "config.mail.SmtpBackend"
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, security == "tls"
    with dripping_server(greeting, drop) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        started = time.monotonic()
        assert try_once(delivery).state == State.PENDING
    assert 0.7 <= time.monotonic() - started < 5


def test_a_conversation_ends_before_its_worker_does(settings: Settings) -> None:
    assert settings.EMAIL_TIMEOUT <= TOTAL_SECONDS < settings.CELERY_TASK_SOFT_TIME_LIMIT


def test_a_personal_message_goes_to_its_person_and_answers_to_the_channel(
    mailbox: Mailbox,
) -> None:
    channel = Channel.objects.create(name="Thanks", kind="sender", recipients="sales@example.com")
    event = publish(PERSONAL, subject="lead:1")
    assert try_once(Delivery.objects.get(event=event)).state == State.SUCCEEDED
    send_test(channel)
    assert try_once(Delivery.objects.latest("pk")).state == State.SUCCEEDED
    assert mailbox.recipients == ["p@example.com", "sales@example.com"]
    assert mailbox.messages[0]["Reply-To"] == "sales@example.com"
    assert mailbox.messages[0]["Auto-Submitted"] == "auto-replied"
