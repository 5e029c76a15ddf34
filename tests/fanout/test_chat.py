"""Chats: which addresses are taken, and Mattermost on a real local server."""

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from apprise import NotifyBase
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from pytest_django import Settings

from fanout import chat
from fanout.models import Channel, Delivery
from fanout.outbox import publish
from fanout.registry import Message
from fanout.transports.chat import ChatTransport, harmless
from fanout.trial import send_test
from tests.fanout.conftest import NEWS, try_once
from tests.fanout.receivers import Answer, receiver

State = Delivery.State
SECRET_PATH = "3ccdd113474722377935511fc85d3dd4"
AZURE = "https://prod-1.westus.logic.azure.com:443"
GOOD = [
    "tgram://123456789:AAEeTTokenTokenTokenTokenToken/-1001234567/",
    "tgram://123456789:AAEeTTokenTokenTokenTokenToken/1001234567/?topic=7&silent=yes",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "slack://xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d/#general",
    "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=KKK&token=TTT",
    "gchat://AAAA/KKK/TTT",
    f"{AZURE}/workflows/643e69f83c8944/triggers/manual/paths/invoke?api-version=2016-06-01&sig=KO",
    "workflows://prod-1.westus.logic.azure.com:443/643e69f83c8944/KODuebWbDGYFr0/",
    "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "mmosts://chat.example.com/3ccdd113474722377935511fc85d3dd4",
]
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
TEAMS = "/643e69f83c8944/KODuebWbDGYFr0/"
BAD = [
    "",
    "slack",
    "://",
    "slack://",
    "tgram://",
    "tgram://123456789:AAEeTTokenTokenTokenTokenToken/",
    "tgram://123456789:AAEeTTokenTokenTokenTokenToken/11/22/",
    f"{SLACK}/one/two",
    # Services that run commands, read files, or reach any host
    "json://chat.example.com/",
    "jsons://127.0.0.1/",
    "xml://127.0.0.1/",
    "form://127.0.0.1/",
    "apprise://127.0.0.1/token",
    "macosx://",
    "dbus://",
    "gnome://",
    "windows://",
    "syslog://",
    "rsyslog://127.0.0.1",
    "exec://ls",
    "file:///etc/passwd",
    "mailto://user:pass@gmail.com",
    "twilio://sid:token@12345678901",
    "mqtt://127.0.0.1/topic",
    "ntfy://127.0.0.1/topic",
    "gotify://127.0.0.1/token",
    "matrix://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "https://receiver.example.com/hook",
    # Files, other hosts, and safety switched off
    f"{SLACK}?template=/etc/passwd",
    f"{SLACK}?verify=no",
    f"{SLACK}?redirect=yes",
    f"{SLACK}?:token=x",
    f"{SLACK}?+x=y",
    f"{DISCORD}?template=http://127.0.0.1/",
    f"{DISCORD}?avatar_url=http://127.0.0.1/",
    f"{DISCORD}?rto=3600",
    f"workflows://127.0.0.1{TEAMS}",
    f"workflows://evil.example{TEAMS}",
    f"workflows://evil-logic.azure.com.example{TEAMS}",
    f"workflows://logic.azure.com{TEAMS}",
    f"workflows://user@evil.example{TEAMS}?x=.logic.azure.com",
    f"workflows://prod-1.westus.logic.azure.com@evil.example{TEAMS}",
    "mmost://127.0.0.2/3ccdd113474722377935511fc85d3dd4",
    "mmosts://mattermost.example.org/3ccdd113474722377935511fc85d3dd4",
    "mmosts://chat.example.com@127.0.0.2/3ccdd113474722377935511fc85d3dd4",
    "mmosts://chat.example.com/",
    "https://hooks.slack.com.evil.example/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
]


@pytest.fixture(autouse=True)
def _own_server(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1", "chat.example.com"]


@pytest.mark.parametrize("address", GOOD)
def test_address_of_a_known_service_is_taken(address: str) -> None:
    target = chat.target(address)
    assert not target.redirects
    assert target.verify_certificate


@pytest.mark.parametrize("address", BAD)
def test_any_other_address_is_refused_without_quoting_it(address: str) -> None:
    with pytest.raises(chat.ChatAddressError) as refusal:
        chat.target(address)
    assert not address or address not in str(refusal.value)


def channel_to(address: str) -> Channel:
    channel = Channel(name="Chat", kind=Channel.Kind.CHAT)
    channel.set_secret(address)
    channel.save()
    return channel


def delivery_to(address: str) -> Delivery:
    event = publish(NEWS, subject="lead:1", channels=[channel_to(address)])
    return Delivery.objects.get(event=event)


def mattermost(url: str) -> str:
    return url.replace("http://", "mmost://").replace("/hook", f"/{SECRET_PATH}")


@pytest.mark.django_db
def test_message_arrives_at_an_own_server() -> None:
    with receiver(200) as server:
        delivery = try_once(delivery_to(mattermost(server.url)))
        send_test(delivery.channel)
        assert try_once(Delivery.objects.latest("pk")).state == State.SUCCEEDED
    assert delivery.state == State.SUCCEEDED
    assert server.requests[0].path == f"/hooks/{SECRET_PATH}"
    text = json.loads(server.requests[0].body)["text"]
    assert "News about lead:1" in text
    assert "Something happened." in text


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_refused_message_is_tried_again(status: int) -> None:
    with receiver(status, 200) as server:
        delivery = delivery_to(mattermost(server.url))
        assert try_once(delivery).state == State.PENDING
        assert delivery.last_error_class == "ChatRefused"
        assert try_once(delivery).state == State.SUCCEEDED


@pytest.mark.django_db
def test_redirect_is_not_followed() -> None:
    with receiver(200) as other, receiver(Answer(302, {"Location": other.url})) as server:
        assert try_once(delivery_to(mattermost(server.url))).state == State.PENDING
    assert not other.requests


@pytest.mark.django_db
def test_unreachable_server_is_tried_again() -> None:
    with receiver(200) as server:
        address = mattermost(server.url)
    assert try_once(delivery_to(address)).last_error_class == "ChatRefused"


@pytest.mark.django_db
def test_server_that_left_the_allow_list_is_never_connected_to(settings: Settings) -> None:
    with receiver(200) as server:
        delivery = delivery_to(mattermost(server.url))
        settings.WEBHOOK_ALLOWED_HOSTS = []
        try_once(delivery)
        assert (delivery.state, delivery.last_error_class) == (
            Delivery.State.PENDING,
            "ChatAddressError",
        )
        channel = Channel.objects.get()
        assert channel.paused_reason == Channel.PauseReason.ADDRESS
        assert not server.requests
        settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
        channel.resume()
        assert try_once(delivery).state == Delivery.State.SUCCEEDED


@pytest.mark.django_db
def test_address_that_cannot_be_read_pauses_the_channel(settings: Settings) -> None:
    delivery = delivery_to(SLACK)
    settings.ENCRYPTION_KEYS = ["another key entirely"]
    try_once(delivery)
    assert Channel.objects.get().paused_reason == Channel.PauseReason.SECRET


@pytest.fixture
def everything_logged() -> Iterator[list[str]]:
    """What a handler of the root logger gets to see at the level DEBUG."""
    seen: list[str] = []

    class Recorder(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    root, handler, level = logging.getLogger(), Recorder(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield seen
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [200, 500])
def test_address_is_never_logged(everything_logged: list[str], status: int) -> None:
    with receiver(status) as server:
        try_once(delivery_to(mattermost(server.url)))
    with pytest.raises(chat.ChatAddressError):
        chat.target(f"slack://{SECRET_PATH}/x")
    assert everything_logged
    assert not [line for line in everything_logged if SECRET_PATH in line]


@pytest.mark.django_db
def test_dripping_server_ends_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fanout.transports.chat.TOTAL_SECONDS", 0.7)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        caller, _address = server.accept()
        with caller, suppress(OSError):
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not over.wait(0.02):
                caller.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        started = time.monotonic()
        address = f"mmost://127.0.0.1:{server.getsockname()[1]}/{SECRET_PATH}"
        delivery = try_once(delivery_to(address))
        took = time.monotonic() - started
        over.set()
        thread.join()
    assert (delivery.state, delivery.last_error_class) == (State.PENDING, "ChatTimeout")
    assert 0.7 <= took < 5


HOSTILE = Message(
    "New lead: @everyone <b>Salon",
    "",
    "",
    {},
    summary="<!channel> <users/all> @here @channel\nhalo@example.com [x](http://x)\nhttps://cms/1/",
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plugin", "attribute", "address"),
    [
        (NotifySlack, "webhook_url", SLACK),
        (NotifyDiscord, "notify_url", DISCORD),
        (NotifyTelegram, "notify_url", "tgram://123456789:AAEeTTokenTokenTokenTokenToken/1001234/"),
        (NotifyGoogleChat, "notify_url", "gchat://AAAA/KKK/TTT"),
    ],
)
def test_no_visitor_calls_everybody_in_a_chat(
    monkeypatch: pytest.MonkeyPatch, plugin: type[NotifyBase], attribute: str, address: str
) -> None:
    """The real plugins, sent to a local server in the place of their own."""
    with receiver(Answer(200, body=b"ok")) as server:
        monkeypatch.setattr(plugin, attribute, server.url)
        delivery = delivery_to(address)
        ChatTransport(delivery.channel).send(delivery, HOSTILE)
    sent = json.dumps(json.loads(server.requests[0].body), ensure_ascii=False)
    for call in ("@everyone", "@here", "@channel", "<!", "&lt;!", "<users"):
        assert call not in sent
    assert "https://cms/1/" in sent


def test_harmless_text_keeps_its_words() -> None:
    text = harmless("halo@example.com, @all <!here>")
    assert text == "halo@example.com, @\u200ball ‹!here›"


@pytest.mark.django_db
def test_long_message_is_cut_to_one() -> None:
    with receiver(200) as server:
        delivery = delivery_to(mattermost(server.url))
        message = Message("s" * 5000, "", "", {}, summary="t" * 50_000)
        ChatTransport(delivery.channel).send(delivery, message)
    (request,) = server.requests
    assert len(json.loads(request.body)["text"]) < 1200
