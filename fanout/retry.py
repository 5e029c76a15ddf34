"""What a failed try means, and when the next one is due."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from secrets import SystemRandom

from django.conf import settings

#: Tries whose failure is our own or the message's fault, before a delivery is given up.
MAX_FAULTS = 3
JITTER = 0.2
RETRY_AFTER_CAP = timedelta(hours=6)
_random = SystemRandom()


class Verdict(Enum):
    """What to do about a try that failed."""

    RETRY = "retry"
    FAULT = "fault"
    PAUSE = "pause"
    DISABLE = "disable"


_BY_STATUS = {
    401: Verdict.PAUSE,
    403: Verdict.PAUSE,
    404: Verdict.PAUSE,
    408: Verdict.RETRY,
    410: Verdict.DISABLE,
    425: Verdict.RETRY,
    429: Verdict.RETRY,
}


def verdict_for(status: int) -> Verdict | None:
    """The verdict on an HTTP status; None for 2xx, which is success.

    Redirects (3xx) are not followed and count as a receiver that is not ready.
    """
    if 200 <= status < 300:
        return None
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Verdict.FAULT if 400 <= status < 500 else Verdict.RETRY


def delay_after(attempts: int, floor: timedelta = timedelta(0)) -> timedelta | None:
    """How long to wait after try number `attempts` (from 1) failed; None: give up.

    `floor` is what the receiver asked for (`Retry-After`), honoured up to `RETRY_AFTER_CAP`.
    The plain delays are ``settings.FANOUT_RETRY_DELAYS``, in seconds, spread by ±20 %.
    """
    delays: list[float] = settings.FANOUT_RETRY_DELAYS
    if attempts > len(delays):
        return None
    spread = _random.uniform(1 - JITTER, 1 + JITTER)
    return max(timedelta(seconds=delays[attempts - 1] * spread), min(floor, RETRY_AFTER_CAP))


def retry_after(header: str, now: datetime | None = None) -> timedelta:
    """A ``Retry-After`` header (RFC 9110 §10.2.3: seconds or a date) as a duration.

    Zero when it is absent, malformed or in the past.
    """
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(timedelta(seconds=int(header[:9])), RETRY_AFTER_CAP)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return timedelta(0)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(moment - (now or datetime.now(UTC)), timedelta(0))
