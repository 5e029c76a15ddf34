"""Who sent something, without keeping their address."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from config.client_address import client_address


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA-256 in hexadecimal: comparable, and useless without our secret key."""
    return salted_hmac(f"lead.{purpose}", value, algorithm="sha256").hexdigest()


def client_hash(request: HttpRequest) -> str:
    """The sender's address, hashed; IPv6 by /64, because one household holds a whole /64."""
    address = ip_address(client_address(request))
    if isinstance(address, IPv6Address):
        return keyed_hash("client", str(ip_network((address, 64), strict=False)))
    return keyed_hash("client", str(address))
