from abc import ABC, abstractmethod
from datetime import timedelta

from fanout.models import Channel, Delivery
from fanout.registry import Message
from fanout.retry import Verdict


class TransportError(Exception):
    """A try that failed.

    `error_class` is short, stable and free of personal data ("http_500", "ConnectTimeout");
    `verdict` says what follows; `retry_after` is the receiver's wish.
    """

    def __init__(
        self,
        error_class: str,
        verdict: Verdict = Verdict.RETRY,
        *,
        http_status: int | None = None,
        retry_after: timedelta = timedelta(0),
        pause_reason: str = "",
    ) -> None:
        super().__init__(error_class)
        self.error_class = error_class
        self.verdict = verdict
        self.http_status = http_status
        self.retry_after = retry_after
        self.pause_reason = pause_reason

    @property
    def is_permanent(self) -> bool:
        """Whether sending the same again cannot help."""
        return self.verdict is not Verdict.RETRY


class Transport(ABC):
    """Sends messages to one channel. A new kind is a new module with one of these."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @abstractmethod
    def send(self, delivery: Delivery, message: Message) -> int | None:
        """Send, and return the HTTP status if there is one; raise `TransportError` on failure.

        Returns within 45 seconds. ``delivery.msg_id`` goes along, so that a receiver who gets the
        same message twice can tell.
        """
