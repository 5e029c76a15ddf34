"""One module per kind of channel; `KINDS` is the one place that lists them."""

from fanout.models import Channel
from fanout.transports.base import Transport, TransportError
from fanout.transports.chat import ChatTransport
from fanout.transports.email import EmailTransport, PersonTransport, SenderTransport
from fanout.transports.webhook import WebhookTransport
from fanout.transports.whatsapp import WhatsAppTransport

__all__ = ["Transport", "TransportError", "transport_for"]

KINDS: dict[str, type[Transport]] = {
    Channel.Kind.EMAIL: EmailTransport,
    Channel.Kind.WEBHOOK: WebhookTransport,
    Channel.Kind.WHATSAPP: WhatsAppTransport,
    Channel.Kind.CHAT: ChatTransport,
    Channel.Kind.SENDER: SenderTransport,
    Channel.Kind.STAFF: PersonTransport,
}


def transport_for(channel: Channel) -> Transport:
    return KINDS[channel.kind](channel)
