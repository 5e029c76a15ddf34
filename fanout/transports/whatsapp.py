import json
import time
from typing import Any

import httpx
from django.conf import settings

from config import http
from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import Verdict, retry_after, verdict_for
from fanout.transports.base import Transport, TransportError
from fanout.transports.outbound import network_faults

#: Characters of the template's two parameters. Meta allows a body of 1,024 with its own words.
HEADLINE_LENGTH = 200
SUMMARY_LENGTH = 700
#: Seconds in which numbers are begun with; each may then take `http.TOTAL_TIMEOUT`.
BEGIN_WITHIN = 20.0
_MAX_ERROR_BYTES = 64 * 1024

#: One number gets too much from us at once; the others do not.
_PAIR_RATE = 131056
#: Codes that say more than the HTTP status beside them, which Meta does not keep to:
#: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
_VERDICTS = {
    **dict.fromkeys([2, 4, 80007, 130429, 131000, 131016, 131048, 131057], Verdict.RETRY),
    _PAIR_RATE: Verdict.RETRY,
    **dict.fromkeys(range(132000, 133000), Verdict.FAULT),  # the template
}
_PAUSES = {
    **dict.fromkeys([0, 190], "401"),
    **dict.fromkeys([3, 10, *range(200, 300)], "403"),  # permissions
    **dict.fromkeys([368, 130497, 131005, 131031, 131042], "403"),  # account, payment
    **dict.fromkeys([33, 133010], "404"),  # the sending number
}


class WhatsAppError(TransportError):
    """What the Cloud API answered; `code` is the Graph API's, None when it gave none."""

    def __init__(self, response: httpx.Response, code: int | None) -> None:
        status = response.status_code
        super().__init__(
            f"http_{status}" if code is None else f"whatsapp_{code}",
            _verdict(status, code),
            http_status=status,
            retry_after=retry_after(response.headers.get("Retry-After", "")),
            pause_reason=_PAUSES.get(code, str(status)) if code is not None else str(status),
        )
        self.code = code

    @property
    def blames_the_receiver(self) -> bool:
        return self.code != _PAIR_RATE

    @property
    def may_be_the_number(self) -> bool:
        """Whether another number may fare better: it is not the account, nor Meta."""
        return self.verdict is Verdict.FAULT or self.code == _PAIR_RATE


def _verdict(status: int, code: int | None) -> Verdict:
    if code in _PAUSES:
        return Verdict.PAUSE
    if code in _VERDICTS:
        return _VERDICTS[code]
    return verdict_for(status) or Verdict.RETRY


class WhatsAppTransport(Transport):
    """A template message to each number of the channel, through the WhatsApp Business Cloud API.

    The template has two parameters: a headline and a summary, one line each. Who accepted is
    written down at once, so that the next try goes to the others alone.
    """

    def send(self, delivery: Delivery, message: Message) -> int | None:
        started = time.monotonic()
        failures: list[WhatsAppError] = []
        status = None
        with http.client() as client:
            client.headers["Authorization"] = f"Bearer {self.secrets()[0]}"
            for number in self._left(delivery):
                if time.monotonic() - started > BEGIN_WITHIN:
                    raise TransportError("SlowReceiver")
                try:
                    status = self._send_to(number, client, delivery, message)
                except WhatsAppError as error:
                    if not error.may_be_the_number:
                        raise
                    failures.append(error)
                else:
                    delivery.record_accepted(number)
        if failures:
            raise min(failures, key=lambda error: error.is_permanent)
        return status

    def _left(self, delivery: Delivery) -> list[str]:
        accepted = set(delivery.accepted_by)
        return [number for number in self.channel.number_list() if number not in accepted]

    def _send_to(
        self, number: str, client: httpx.Client, delivery: Delivery, message: Message
    ) -> int:
        url = f"{settings.WHATSAPP_API_URL}/{self.channel.phone_number_id}/messages"
        body = self._body(number, delivery, message)
        with network_faults(), client.stream("POST", url, json=body) as response:
            if response.is_success:
                return response.status_code
            raise WhatsAppError(response, _code(_beginning(response)))

    def _body(self, number: str, delivery: Delivery, message: Message) -> dict[str, Any]:
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": number,
            "type": "template",
            "template": {
                "name": self.channel.template_name,
                "language": {"code": self.channel.template_language},
                "components": [
                    {
                        "type": "body",
                        "parameters": [
                            {"type": "text", "text": text} for text in parameters(message)
                        ],
                    }
                ],
            },
            # Comes back in Meta's reports about this message.
            "biz_opaque_callback_data": delivery.msg_id,
        }


def parameters(message: Message) -> tuple[str, str]:
    """The template's headline and summary, as Meta accepts them: one line each, never empty."""
    return (
        _line(message.subject, HEADLINE_LENGTH),
        _line(message.summary or message.text, SUMMARY_LENGTH),
    )


def _line(text: str, length: int) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    line = " · ".join(line for line in lines if line) or "–"
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _beginning(response: httpx.Response) -> bytes:
    found = b""
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > _MAX_ERROR_BYTES:
            break
    return found


def _code(body: bytes) -> int | None:
    """The Graph API's error code: ``{"error": {"code": 190, …}}``."""
    try:
        code = json.loads(body)["error"]["code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return code if isinstance(code, int) else None
