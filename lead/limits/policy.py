"""What is limited, and how an answer says so."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItem, parse_many


@dataclass(frozen=True)
class Limit:
    """`item.amount` requests in `item.get_expiry()` seconds for one hashed sender.

    `name` is what answers call it. A limit per phone is not `shown` while it holds: how often
    somebody else's number was sent is nobody's business.
    """

    name: str
    item: RateLimitItem
    sender: str
    shown: bool

    @property
    def key(self) -> str:
        return f"{self.name}:{self.sender[:40]}"

    @property
    def seconds(self) -> int:
        return self.item.get_expiry()


@dataclass(frozen=True)
class Window:
    """What is left of a limit, and in how many seconds it starts anew."""

    limit: Limit
    remaining: int
    resets_in: float

    @property
    def is_used_up(self) -> bool:
        return self.remaining <= 0

    @property
    def whole_seconds(self) -> int:
        return max(1, math.ceil(self.resets_in))


def limits_for(client: str, phone: str) -> list[Limit]:
    """The limits of one submission. Both arguments are hashes."""
    return [
        *_named("client", settings.LEAD_LIMIT_CLIENT, client, shown=True),
        *_named("phone", settings.LEAD_LIMIT_PHONE, phone, shown=False),
    ]


def headers(windows: Sequence[Window]) -> dict[str, str]:
    """``RateLimit`` and ``RateLimit-Policy`` (draft-ietf-httpapi-ratelimit-headers-10)."""
    told = [window for window in windows if window.limit.shown or window.is_used_up]
    return {
        "RateLimit-Policy": ", ".join(
            f'"{window.limit.name}";q={window.limit.item.amount};w={window.limit.seconds}'
            for window in told
        ),
        "RateLimit": ", ".join(
            f'"{window.limit.name}";r={max(0, window.remaining)};t={window.whole_seconds}'
            for window in told
        ),
    }


@lru_cache(maxsize=8)
def parsed(setting: str) -> tuple[RateLimitItem, ...]:
    """The rates of a setting such as ``5/minute;20/hour``."""
    return tuple(parse_many(setting))


def _named(kind: str, setting: str, sender: str, *, shown: bool) -> list[Limit]:
    """The first limit of a setting carries the plain name, further ones their period too."""
    items = parsed(setting)
    names = [kind, *(f"{kind}-{item.get_expiry()}s" for item in items[1:])]
    return [Limit(name, item, sender, shown) for name, item in zip(names, items, strict=True)]
