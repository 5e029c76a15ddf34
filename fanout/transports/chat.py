import re

from apprise import Apprise, NotifyBase, NotifyFormat
from apprise.result import AppriseResultStatus

from fanout import chat
from fanout.models import Channel, Delivery
from fanout.registry import Message
from fanout.retry import Verdict
from fanout.transports.base import Transport, TransportError

#: What the tightest of the services (Microsoft Teams) takes whole.
TITLE_LENGTH = 200
BODY_LENGTH = 900
TOTAL_SECONDS = 30.0
_MENTION = re.compile(r"(?<!\w)@(?=\w)")


class ChatTransport(Transport):
    """A short message to one chat, through Apprise.

    Apprise tells whether a service took it, not why it did not: every failure is tried again. The
    address is the secret of the channel and leaves it for the service alone.
    """

    def send(self, delivery: Delivery, message: Message) -> int | None:
        sender = Apprise(asset=chat.ASSET)
        sender.add(self._target())
        result = sender.notify(
            title=harmless(message.subject)[:TITLE_LENGTH],
            body=harmless(message.summary or message.text)[:BODY_LENGTH],
            body_format=NotifyFormat.TEXT,
            timeout=TOTAL_SECONDS,
        )
        if result.status is AppriseResultStatus.TIMEOUT:
            raise TransportError("ChatTimeout")
        if not result:
            raise TransportError("ChatRefused")
        return None

    def _target(self) -> NotifyBase:
        try:
            return chat.target(self.secrets()[0])
        except chat.ChatAddressError as error:
            # Allowed when it was entered, and no longer: an own server left the allow-list.
            reason = Channel.PauseReason.ADDRESS
            raise TransportError("ChatAddressError", Verdict.PAUSE, pause_reason=reason) from error


def harmless(text: str) -> str:
    """Text in which a visitor can neither call everybody ("@channel", "<!here>") nor write markup.

    Apprise escapes for some services only. Addresses of e-mail stay as they are.
    """
    return _MENTION.sub("@\u200b", text.translate({ord("<"): "‹", ord(">"): "›"}))
