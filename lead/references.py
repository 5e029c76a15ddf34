"""The public name of a lead."""

import secrets

#: Crockford's base 32: no I, L, O or U, so that nobody mishears or misreads one.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "ALFA"
PATTERN = f"^{PREFIX}(-[{ALPHABET}]{{4}}){{2}}$"


def new_reference() -> str:
    """A random reference such as ``ALFA-7K3M-9QX2``: 40 bits, meant to be read aloud."""
    first, second = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    return f"{PREFIX}-{first}-{second}"
