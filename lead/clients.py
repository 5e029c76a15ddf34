"""Who sent something, without keeping their address."""

from django.utils.crypto import salted_hmac

from config.client_address import network_of


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA-256 in hexadecimal: comparable, and useless without our secret key."""
    return salted_hmac(f"lead.{purpose}", value, algorithm="sha256").hexdigest()


def client_hash(client_address: str) -> str:
    """The sender's network, hashed."""
    return keyed_hash("client", network_of(client_address))
