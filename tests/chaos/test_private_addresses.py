"""Row 14: webhooks that would reach into the network behind the product."""

import socket
from typing import Any

import pytest

from fanout.models import Delivery
from tests.chaos.evidence import State, announced_leads
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import Answer, receiver
from tests.waiting import wait_until

#: Loopback too, but a host of its own for the allow-list.
ALLOWED = "127.0.0.2"
REDIRECTS = (301, 302, 307, 308)
#: None of them hears of the others' failures.
EVENTS = ["lead.created"]
SETTLE_SECONDS = 120


@pytest.mark.chaos(
    row=14,
    test="webhook to 127.0.0.1, 169.254.169.254, a name that resolves privately, a redirect there",
    holds="refused at connect time, save the allow-list",
)
def test_webhooks_never_reach_private_addresses(stage: Stage, figures: dict[str, Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside, receiver(200, host=ALLOWED) as friend:
        port = inside.getsockname()[1]
        forbidden = [f"http://{host}/" for host in private_hosts(port)]
        for url in forbidden:
            webhook(url, url, event_types=EVENTS)
        webhook("Allowed", friend.url, event_types=EVENTS)
        announced_leads(1)
        with receiver(*redirects(port), host=ALLOWED) as turncoat:
            webhook("Redirecting", turncoat.url, event_types=EVENTS)
            [lead] = announced_leads(1)
            # Without a broker, so that no worker is needed.
            stage.redis.stop()
            env = {"WEBHOOK_ALLOWED_HOSTS": ALLOWED, "FANOUT_RETRY_DELAYS": "0.1,0.1,0.1"}
            stage.start("relay", **env)
            # What is refused is tried again: the address may become another.
            untried = Delivery.objects.filter(state=State.PENDING, last_error_class="")
            wait_until(lambda: not untried.exists(), SETTLE_SECONDS, "every delivery was tried")
            unsettled = Delivery.objects.exclude(channel__url__in=forbidden).exclude(
                state__in=[State.SUCCEEDED, State.DEAD]
            )
            wait_until(lambda: not unsettled.exists(), SETTLE_SECONDS, "the others settled")
        assert was_left_alone(inside)
    refused = Delivery.objects.filter(channel__url__in=forbidden)
    redirected = Delivery.objects.get(channel__name="Redirecting")
    figures |= {
        "forbidden addresses": len(forbidden),
        "refused": refused.filter(last_error_class="AddressRefusedError").count(),
        "redirects not followed": len(turncoat.requests),
        "allowed and sent": len(friend.requests),
    }
    assert figures["refused"] == refused.count() == 2 * len(forbidden)
    assert not refused.filter(state=State.SUCCEEDED).exists()
    assert (redirected.state, redirected.last_error_class) == (State.DEAD, "http_308")
    assert redirected.event.subject == lead.subject
    assert figures["redirects not followed"] == len(REDIRECTS)
    assert figures["allowed and sent"] == 2


def private_hosts(port: int) -> list[str]:
    """Ways to write a host that is not on the public Internet; all but two lead to that port."""
    names = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0.0.0.0", "[::ffff:127.0.0.1]"]
    return [f"{name}:{port}" for name in names] + ["169.254.169.254", "[::1]"]


def redirects(port: int) -> list[Answer]:
    target = {"Location": f"http://127.0.0.1:{port}/"}
    return [Answer(status, target) for status in REDIRECTS]


def was_left_alone(listener: socket.socket) -> bool:
    """Whether nobody ever connected: who did would still be waiting to be accepted."""
    listener.setblocking(False)
    try:
        listener.accept()
    except BlockingIOError:
        return True
    return False
