from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta

from fanout.models import Channel, Delivery
from fanout.registry import Message
from fanout.retry import Verdict
from fanout.vault import UnreadableSecretError


class TransportError(Exception):
    """A try that failed.

    `error_class` is short, stable and free of personal data ("http_500", "ConnectTimeout");
    `verdict` says what follows; `retry_after` is the receiver's wish. `accepted` names the
    recipients that have the message although others refused it.
    """

    def __init__(
        self,
        error_class: str,
        verdict: Verdict = Verdict.RETRY,
        *,
        http_status: int | None = None,
        retry_after: timedelta = timedelta(0),
        pause_reason: str = "",
        accepted: Sequence[str] = (),
    ) -> None:
        super().__init__(error_class)
        self.error_class = error_class
        self.verdict = verdict
        self.http_status = http_status
        self.retry_after = retry_after
        self.pause_reason = pause_reason
        self.accepted = accepted

    @property
    def is_permanent(self) -> bool:
        """Whether sending the same again cannot help, whatever is done about the channel."""
        return self.verdict in {Verdict.FAULT, Verdict.DISABLE}

    @property
    def was_answered(self) -> bool:
        """Whether the receiver was reached and said no itself."""
        return self.http_status is not None

    @property
    def blames_the_receiver(self) -> bool:
        """Whether the channel as a whole is sick, so that its breaker counts this."""
        return True


class Transport(ABC):
    """Sends messages to one channel. A new kind is a new module with one of these."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    @abstractmethod
    def send(self, delivery: Delivery, message: Message) -> int | None:
        """Send, and return the HTTP status if there is one; raise `TransportError` on failure.

        Returns within 40 seconds. ``delivery.msg_id`` goes along, so that a receiver who gets the
        same message twice can tell.
        """

    def secrets(self) -> list[str]:
        """The channel's secrets, newest first; at least one.

        Raises a `TransportError` that pauses the channel when there is none, or none that can be
        read.
        """
        try:
            secrets = self.channel.signing_secrets()
        except UnreadableSecretError as error:
            raise self._without_secret() from error
        if not secrets:
            raise self._without_secret()
        return secrets

    def _without_secret(self) -> TransportError:
        reason = Channel.PauseReason.SECRET
        return TransportError("secret", Verdict.PAUSE, pause_reason=reason)
