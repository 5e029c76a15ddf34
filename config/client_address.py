"""The address a request really comes from."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

from config.env import Network

UNKNOWN = "0.0.0.0"  # noqa: S104  # a placeholder address, not one to bind to
Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> str:
    """The rightmost hop that is not one of ``TRUSTED_PROXIES``.

    Everything left of it in ``X-Forwarded-For`` is the client's own claim. Without a trusted
    proxy that is the peer itself. A malformed hop ends the walk: what stands before it is unproven.
    """
    peer = _parse(request.META.get("REMOTE_ADDR", ""))
    if peer is None:
        return UNKNOWN
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in reversed(hops):
        if not _is_trusted(peer, settings.TRUSTED_PROXIES):
            break
        address = _parse(hop.strip())
        if address is None:
            break
        peer = address
    return str(peer)


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_trusted(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
