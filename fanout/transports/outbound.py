"""What requests through `config.http` may come to, as `TransportError`."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from fanout.retry import Verdict
from fanout.transports.base import TransportError


@contextmanager
def network_faults() -> Iterator[None]:
    """Turns httpx's errors into ours: what is no address is a fault, the rest may pass.

    An address that we refuse, too: a resolver that is out of order names private ones for an hour.
    """
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise TransportError(type(error).__name__, Verdict.FAULT) from error
    except httpx.HTTPError as error:
        raise TransportError(type(error).__name__) from error
