"""Kinds of variables that are more than a word, each with its range."""

from typing import Annotated, Any

import limits
from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from config.origins import origin

MOST_REQUESTS = 1_000_000
LONGEST_PERIOD = 24 * 3600
#: Points that each reason adds to a form's spam score.
SPAM_WEIGHTS = {
    "honeypot": 100,
    "links": 40,
    "link_in_name": 100,
    "markup": 100,
    "repetition": 100,
    "copies": 100,
    "flood": 100,
}
GREATEST_WEIGHT = 1000
#: Reasons that hold a form back whatever the weights say: the contract promises it.
DECISIVE = ("honeypot", "flood")
SIGNING_KEY_MIN_BYTES = 32


def _rates(value: str) -> str:
    try:
        items = limits.parse_many(value)
    except ValueError:
        raise ValueError("must be rates such as 5/minute;20/hour") from None
    periods = [item.get_expiry() for item in items]
    if not all(1 <= item.amount <= MOST_REQUESTS for item in items):
        raise ValueError(f"each rate must allow 1 to {MOST_REQUESTS} requests")
    if not all(1 <= period <= LONGEST_PERIOD for period in periods):
        raise ValueError("each rate must have a period of 1 second to 1 day")
    if len(set(periods)) != len(periods):
        raise ValueError("each period may stand there once")
    return value


def _weights(value: Any) -> Any:
    """Weights such as ``links:40,markup:0``; what is left out keeps its default."""
    if not isinstance(value, str):
        return value
    given = dict(item.strip().partition(":")[::2] for item in value.split(",") if item.strip())
    if not given.keys() <= SPAM_WEIGHTS.keys():
        raise ValueError(f"knows only {', '.join(SPAM_WEIGHTS)}")
    if not all(_is_weight(points) for points in given.values()):
        raise ValueError(f"must be weights of 0 to {GREATEST_WEIGHT}, such as links:40,markup:100")
    return {**SPAM_WEIGHTS, **{name: int(points) for name, points in given.items()}}


def _is_weight(points: str) -> bool:
    return points.isascii() and points.isdigit() and int(points) <= GREATEST_WEIGHT


def _signing_keys(keys: list[str]) -> list[str]:
    if any(len(key.encode()) < SIGNING_KEY_MIN_BYTES for key in keys):
        raise ValueError(f"must have at least {SIGNING_KEY_MIN_BYTES} random bytes each")
    return keys


def _canary_interval(value: int) -> int:
    if value and not 300 <= value <= 86400:
        raise ValueError("must be 0, or 300 to 86400 seconds")
    return value


Origin = Annotated[str, AfterValidator(origin)]
RateLimits = Annotated[str, AfterValidator(_rates)]
SpamWeights = Annotated[dict[str, int], NoDecode, BeforeValidator(_weights)]
SigningKeys = Annotated[list[str], NoDecode, AfterValidator(_signing_keys)]
CanaryInterval = Annotated[int, AfterValidator(_canary_interval)]
