"""The outbound HTTP client for addresses that people typed in: it never reaches into our network.

A name is resolved once and the connection goes to the very address that was checked, so a DNS
answer that changes in between (rebinding) gains nothing. TLS still names and verifies the host.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore
import httpx
from django.conf import settings

#: Seconds from connecting to the end of the answer, however slowly its bytes arrive.
TOTAL_TIMEOUT = 20.0
CONNECT_TIMEOUT = 5.0
Address = IPv4Address | IPv6Address


class AddressRefusedError(httpx.RequestError):
    """The host is, or resolves to, an address that is not on the public Internet."""


def client() -> httpx.Client:
    """A client for one piece of work; use it as a context manager.

    Follows no redirects, ignores proxy variables of the environment, ends each request after
    `TOTAL_TIMEOUT` seconds and raises `AddressRefusedError` for hosts outside the public Internet
    unless ``settings.WEBHOOK_ALLOWED_HOSTS`` names them.
    """
    return httpx.Client(
        transport=_PublicTransport(),
        timeout=httpx.Timeout(TOTAL_TIMEOUT, connect=CONNECT_TIMEOUT),
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "paket-a-webhooks/1"},
    )


def is_public(address: Address) -> bool:
    """Whether an address is one of the public Internet, also when IPv6 wraps an IPv4 one."""
    wrapped = _wrapped_ipv4(address) if isinstance(address, IPv6Address) else None
    if wrapped is not None:
        return is_public(wrapped)
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False  # fec0::/10: given up (RFC 3879), so whoever uses it still does so privately
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped_ipv4(address: IPv6Address) -> IPv4Address | None:
    if address.packed.startswith(NAT64_PREFIX):
        return IPv4Address(address.packed[-4:])
    if address.teredo:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


#: RFC 6052 §2.1: a gateway translates these to the IPv4 address in the last four bytes.
NAT64_PREFIX = bytes.fromhex("0064ff9b0000000000000000")


def checked_addresses(host: str, port: int) -> list[str]:
    """The addresses of `host`; raises `AddressRefusedError` when any of them is not public."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be resolved") from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if host.lower() in settings.WEBHOOK_ALLOWED_HOSTS:
        return found
    if not all(is_public(ip_address(address.partition("%")[0])) for address in found):
        raise AddressRefusedError(f"{host} is not a public address")
    return found


class _DeadlineStream(httpcore.NetworkStream):
    """Ends a connection at a fixed time: httpx's own time-outs start anew with every byte."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def _left(self, timeout: float | None, error: type[Exception]) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise error(f"no complete answer within {TOTAL_TIMEOUT:.0f} s")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return _DeadlineStream(self.stream.start_tls(*args, **kwargs), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _PublicBackend(httpcore.SyncBackend):
    """Connects to the addresses that were checked, never to a name."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = time.monotonic() + TOTAL_TIMEOUT
        refusal: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in checked_addresses(host, port):
            try:
                stream = super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
            else:
                return _DeadlineStream(stream, deadline)
            if time.monotonic() > deadline:
                break
        raise refusal or httpcore.ConnectError(f"{host} has no address")


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Reading all certificate authorities costs more than everything else about a delivery."""
    return httpx.create_ssl_context(trust_env=False)


class _PublicTransport(httpx.HTTPTransport):
    """httpx offers no public way to give a network backend, so its pool is replaced."""

    def __init__(self) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_keepalive_connections=0,
            network_backend=_PublicBackend(),
        )
