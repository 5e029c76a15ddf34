"""E-mail against a real SMTP server."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from pytest_django import Settings

from fanout.deliver import deliver
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from tests.fanout.conftest import NEWS
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

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.recipients = envelope.rcpt_tos
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return self.data_answer


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "Website <website@alfa.example>"
    yield handler
    controller.stop()


@pytest.fixture
def delivery() -> Delivery:
    channel = Channel.objects.create(name="Inbox", recipients="a@example.com\nb@example.com")
    return Delivery.objects.get(event=publish(NEWS, subject="lead:1", channels=[channel]))


def try_once(delivery: Delivery) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


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


def test_refused_recipients_are_a_permanent_refusal(mailbox: Mailbox, delivery: Delivery) -> None:
    mailbox.recipient_answer = "550 No such user"
    assert try_once(delivery).last_error_class == "smtp_550"
    assert delivery.attempt_set.get().outcome == "REFUSED"


def test_mail_server_that_is_down_is_tried_again(settings: Settings, delivery: Delivery) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
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
