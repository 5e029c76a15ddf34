"""One module per kind of channel; `KINDS` is the one place that lists them."""

from fanout.models import Channel
from fanout.transports.base import Transport, TransportError
from fanout.transports.email import EmailTransport
from fanout.transports.webhook import WebhookTransport

__all__ = ["Transport", "TransportError", "transport_for"]

KINDS: dict[str, type[Transport]] = {
    Channel.Kind.EMAIL: EmailTransport,
    Channel.Kind.WEBHOOK: WebhookTransport,
}


def transport_for(channel: Channel) -> Transport:
    return KINDS[channel.kind](channel)
