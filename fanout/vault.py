"""Secrets at rest: Fernet under keys derived from ``settings.ENCRYPTION_KEYS``.

The first key encrypts, every key decrypts, so a key is rotated by putting a new one in front.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableSecretError(Exception):
    """The stored secret was encrypted with a key that ``ENCRYPTION_KEYS`` no longer holds."""


def encrypt(plain: str) -> str:
    return _box().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    """The plain text of what `encrypt` returned; raises `UnreadableSecretError`."""
    try:
        return _box().decrypt(token.encode()).decode()
    except InvalidToken:
        raise UnreadableSecretError from None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in settings.ENCRYPTION_KEYS])


def _derived(key: str) -> bytes:
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"fanout.channel.secret")
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))
