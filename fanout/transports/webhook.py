import json
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from config import http
from fanout.models import Delivery
from fanout.registry import Message
from fanout.retry import retry_after, verdict_for
from fanout.transports.base import Transport, TransportError
from fanout.transports.outbound import network_faults


class WebhookTransport(Transport):
    """Posts JSON signed as https://www.standardwebhooks.com says.

    While a secret is being replaced the old and the new one both sign.
    """

    def send(self, delivery: Delivery, message: Message) -> int | None:
        body = self._body(delivery, message)
        headers = self._headers(delivery, body)
        # Streamed and left unread: the status is all that counts, however long the answer.
        with (
            network_faults(),
            http.client() as client,
            client.stream(
                "POST", self.channel.url, content=body.encode(), headers=headers
            ) as response,
        ):
            return self._judge(response)

    def _body(self, delivery: Delivery, message: Message) -> str:
        body = {
            "type": delivery.event.type,
            "timestamp": delivery.event.created_at.astimezone(UTC).isoformat(),
            "data": message.payload,
        }
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    def _headers(self, delivery: Delivery, body: str) -> dict[str, str]:
        now = datetime.now(UTC)
        signatures = [Webhook(secret).sign(delivery.msg_id, now, body) for secret in self.secrets()]
        return {
            "Content-Type": "application/json",
            "webhook-id": delivery.msg_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def _judge(self, response: httpx.Response) -> int:
        status = response.status_code
        verdict = verdict_for(status)
        if verdict is None:
            return status
        raise TransportError(
            f"http_{status}",
            verdict,
            http_status=status,
            retry_after=retry_after(response.headers.get("Retry-After", "")),
            pause_reason=str(status),
        )
