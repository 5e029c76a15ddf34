"""The address a request really comes from."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

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
    peer = parse_address(request.META.get("REMOTE_ADDR", ""))
    if peer is None:
        return UNKNOWN
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in reversed(hops):
        if not _is_trusted(peer, settings.TRUSTED_PROXIES):
            break
        address = parse_address(hop.strip())
        if address is None:
            break
        peer = address
    return str(peer)


def client_network(request: HttpRequest) -> str:
    """The `network_of` the `client_address`."""
    return network_of(client_address(request))


def network_of(client: str) -> str:
    """The address, an IPv6 one as its /64: one household holds a whole /64."""
    address = ip_address(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def parse_address(text: str) -> Address | None:
    """The address, IPv4 where IPv6 only wraps it; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_trusted(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)
