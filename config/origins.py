"""Origins: scheme, host and port, as a browser writes them in its ``Origin`` header."""

import re
from urllib.parse import urlsplit

#: A host name, an IPv4 or a bracketed IPv6 address. Anything more would end up in a header.
HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")
DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(value: str) -> str:
    """`value` in lower case and without its scheme's own port.

    Raises `ValueError`, whose text does not repeat `value`, for anything but an origin.
    """
    parts = urlsplit(value)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("must be an origin such as https://www.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be scheme, host and port only, without path or credentials")
    host = without_default_port(parts.netloc.lower(), parts.scheme)
    if not HOST.fullmatch(re.sub(r":[0-9]{1,5}$", "", host)):
        raise ValueError("must have a host of letters, digits, dots and hyphens (IDN as xn--)")
    return f"{parts.scheme}://{host}"


def without_default_port(host: str, scheme: str) -> str:
    """A ``Host`` header as browsers send it, who leave the scheme's own port out."""
    return host.removesuffix(f":{DEFAULT_PORTS[scheme]}")
