"""The outbound client reaches the public Internet only, and never hangs."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from config import http
from tests.fanout.receivers import Answer, receiver

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "feff:ffff::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"]


@pytest.fixture(autouse=True)
def _no_exceptions(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = []


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not http.is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_that_are_public(address: str) -> None:
    assert http.is_public(ip_address(address))


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_private_address_stays_private_however_ipv6_wraps_it(address: object) -> None:
    assert not http.is_public(ip_address(f"::ffff:{address}"))
    assert not http.is_public(ip_address(f"64:ff9b::{address}"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1"])
def test_local_server_is_refused_by_every_name_it_has(host: str) -> None:
    with receiver(200) as endpoint, http.client() as client:
        url = endpoint.url.replace("127.0.0.1", host)
        with pytest.raises((http.AddressRefusedError, httpx.ConnectError)):
            client.post(url)
    assert not endpoint.requests


def test_name_that_resolves_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.1.1", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [answer])
    with http.client() as client, pytest.raises(http.AddressRefusedError):
        client.get("https://receiver.example.com/")


def test_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(http.AddressRefusedError):
        http.checked_addresses("receiver.example.com", 443)


def test_unknown_name_is_a_connection_failure() -> None:
    with http.client() as client, pytest.raises(httpx.ConnectError):
        client.get("https://no-such-host.invalid/")


def test_allowed_host_is_reached_and_redirects_are_not_followed(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with receiver(200) as inside, receiver(Answer(307, {"Location": inside.url})) as endpoint:
        with http.client() as client:
            assert client.post(endpoint.url, content=b"x").status_code == 307
        assert not inside.requests


def test_proxy_of_the_environment_is_ignored(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with receiver(200) as endpoint, receiver(500) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        with http.client() as client:
            assert client.post(endpoint.url).status_code == 200


@pytest.fixture
def dripping_server() -> Iterator[str]:
    """Sends one byte of a never-ending header every 50 ms."""
    stop = threading.Event()

    def drip(server: socket.socket) -> None:
        with closing(server.accept()[0]) as peer:
            peer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not stop.wait(0.05):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        stop.set()
        thread.join()


def test_server_that_drips_its_answer_is_cut_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, dripping_server: str
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.5)
    with http.client() as client, pytest.raises(httpx.ReadTimeout):
        client.get(dripping_server)


def test_tls_names_the_host_although_an_address_is_connected_to(
    settings: Settings,
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    def shake_hands(server: socket.socket) -> None:
        with closing(server.accept()[0]) as peer:
            try:
                context.wrap_socket(peer, server_side=True)
            except OSError:  # it has no certificate; the name arrived before that mattered
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=shake_hands, args=[server])
        thread.start()
        with http.client() as client, pytest.raises(httpx.ConnectError):
            client.get(f"https://localhost:{server.getsockname()[1]}/")
        thread.join()
    assert names == ["localhost"]
