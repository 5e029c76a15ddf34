"""Mail backends: SMTP in bounded time, and files for the embedded size."""

import smtplib
import socket
import threading
import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

#: Seconds from connecting to the end of the conversation, however slowly its bytes arrive. Below
#: CELERY_TASK_SOFT_TIME_LIMIT, and far below the lease of a delivery.
TOTAL_SECONDS = 30.0
#: For how long the embedded size keeps the mails that it writes to files.
COPIES_KEPT = timedelta(days=30)


class PartlyRefusedError(smtplib.SMTPException):
    """The server took the message, and refused it for some of its recipients.

    `refused` gives the server's code for each of those addresses; the others have the message.
    """

    def __init__(self, refused: dict[str, int]) -> None:
        super().__init__(len(refused))
        self.refused = refused


class BoundedSMTP(smtplib.SMTP):
    """smtplib's own time-out starts anew with every byte; this one ends the whole conversation."""

    _line: "socket.socket | None" = None
    _end: "threading.Timer | None" = None
    #: Whom the server refused the last message for: address as sent, code and words.
    refused: dict[str, tuple[int, bytes]] = {}

    def sendmail(self, *args: Any, **kwargs: Any) -> dict[str, tuple[int, bytes]]:
        self.refused = super().sendmail(*args, **kwargs)
        return self.refused

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        deadline = time.monotonic() + TOTAL_SECONDS
        connected = _connected(host, port, timeout, deadline)
        # A second handle on the connection, which TLS takes out of the first one's hands.
        self._line = connected.dup()
        self._end = threading.Timer(deadline - time.monotonic(), hang_up, [self._line])
        self._end.daemon = True
        self._end.start()
        return connected

    def close(self) -> None:
        super().close()
        if self._end is not None and self._line is not None:
            self._end.cancel()
            self._line.close()


class BoundedSMTPOverTLS(smtplib.SMTP_SSL, BoundedSMTP):
    """The same, encrypted from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        try:
            return super()._get_socket(host, port, timeout)
        except OSError:
            self.close()
            raise


def _connected(host: str, port: int, timeout: float, deadline: float) -> socket.socket:
    """`socket.create_connection` grants the whole time-out to each of a host's addresses."""
    refusal: OSError = TimeoutError()
    for family, *_kind, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(min(left, timeout))
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            refusal = error
        else:
            sock.settimeout(timeout)
            return sock
    raise refusal


def hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # the other side, or we ourselves, may have been quicker
        line.shutdown(socket.SHUT_RDWR)


class SmtpBackend(EmailBackend):
    """Django's own, in bounded time, which tells when some recipients were refused.

    Django counts a message as sent as soon as one recipient has it. This raises
    `PartlyRefusedError` then, unless it shall fail silently.
    """

    @property
    def connection_class(self) -> type[BoundedSMTP]:
        return BoundedSMTPOverTLS if self.use_ssl else BoundedSMTP

    def _send(self, email_message: EmailMessage) -> bool:
        was_sent: bool = super()._send(email_message)  # type: ignore[misc]
        refused = self.connection.refused if isinstance(self.connection, BoundedSMTP) else {}
        if was_sent and refused and not self.fail_silently:
            raise PartlyRefusedError(_codes(email_message, refused))
        return was_sent


def _codes(message: EmailMessage, refused: dict[str, tuple[int, bytes]]) -> dict[str, int]:
    """The codes by address as the message has it, which is not always how it is sent."""
    encoding = message.encoding or settings.DEFAULT_CHARSET
    sent_as = {sanitize_address(address, encoding): address for address in message.recipients()}
    return {sent_as[address]: code for address, (code, _words) in refused.items()}


class EmlFileBackend(BaseEmailBackend):
    """Writes each message to ``settings.EMAIL_FILE_PATH`` as an RFC 5322 file.

    A reader of the folder never sees half a message: each is renamed into place when complete.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = uuid.uuid4().hex
            draft = self.folder / f".{name}.tmp"
            draft.write_bytes(message.message().as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        return len(email_messages)


def forget_old_mails() -> int:
    """Delete the files of messages older than `COPIES_KEPT`; returns how many."""
    oldest = time.time() - COPIES_KEPT.total_seconds()
    return _delete(path for path in _files() if path.stat().st_mtime < oldest)


def forget_mails_with(words: Collection[str]) -> int:
    """Delete the files of messages whose header or text has one of these words."""
    return _delete(path for path in _files() if any(word in _text(path) for word in words))


def _files() -> list[Path]:
    return list(Path(settings.EMAIL_FILE_PATH).glob("*.eml"))


def _text(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    headers = [str(value) for value in message.values()]
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*headers, *parts])


def _delete(paths: Iterator[Path]) -> int:
    deleted = 0
    for path in paths:
        path.unlink(missing_ok=True)
        deleted += 1
    return deleted
