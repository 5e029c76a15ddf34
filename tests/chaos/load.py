"""Visitors who send the partner form, many at once."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import httpx

from tests.waiting import wait_until

PATH = "/api/public/partner-leads/"
#: Seconds. The product promises an answer within three; a frozen machine needs longer.
ANSWER_WITHIN = 30.0
#: Requests that a web role with the default settings serves at once.
AT_ONCE = 16
#: What an answer's status is when there was none.
NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    """One answer; `sent_at` is `time.monotonic` seconds."""

    number: int
    status: int
    sent_at: float
    seconds: float
    content: bytes = b""
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    reference: str = ""


def form(number: int, **changes: Any) -> dict[str, Any]:
    """The valid form of visitor `number`, whose phone is that visitor's own."""
    return {
        "business_name": f"Salon Contoh {number}",
        "contact_name": f"Ibu Contoh {number}",
        "phone_whatsapp": f"+62812{number:08}",
        "city": "Bandung",
        "salon_type": "SALON",
        "consent": True,
        **changes,
    }


def address(number: int) -> str:
    """The address of visitor `number`: one of 16 million private ones."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


Send = Callable[..., Awaitable[Answer]]


@dataclass
class Visitors:
    """Sends forms to one of several web roles, in turn."""

    urls: list[str]
    client: httpx.AsyncClient
    _turn: "count[int]" = field(default_factory=count)

    async def send(
        self,
        number: int,
        *,
        answers: dict[str, Any] | None = None,
        key: str = "",
        forwarded_for: str = "",
    ) -> Answer:
        """Send visitor `number`'s form, or other `answers`; never raises for a lost connection."""
        url = self.urls[next(self._turn) % len(self.urls)]
        sent = {"x-forwarded-for": forwarded_for or address(number)}
        if key:
            sent["idempotency-key"] = key
        began = time.monotonic()
        try:
            response = await self.client.post(
                f"{url}{PATH}", json=answers or form(number), headers=sent
            )
        except httpx.HTTPError:
            return Answer(number, NO_ANSWER, began, time.monotonic() - began)
        took = time.monotonic() - began
        accepted = response.status_code == httpx.codes.CREATED
        return Answer(
            number,
            response.status_code,
            began,
            took,
            response.content,
            response.headers,
            response.json()["reference"] if accepted else "",
        )


def _client() -> httpx.AsyncClient:
    # A connection per request, as visitors have: none waits for another's, none is stale.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(limits=limits, timeout=ANSWER_WITHIN, trust_env=False)


def together(
    urls: list[str], sends: Iterable[Callable[[Visitors], Awaitable[Answer]]]
) -> list[Answer]:
    """The answers to requests that all start at the same moment."""

    async def run() -> list[Answer]:
        async with _client() as client:
            visitors = Visitors(urls, client)
            return list(await asyncio.gather(*(send(visitors) for send in sends)))

    return asyncio.run(run())


def in_batches(count: int) -> Iterator[range]:
    """The numbers below `count`, as many at a time as a web role serves at once by default."""
    for start in range(0, count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, count))


class Load:
    """Visitors who come at an even rate, in a thread of their own, until told to stop.

    They do not wait for each other: a server that is slow gets more at once.
    """

    def __init__(self, url: str, per_second: float, limit: int = 10**9, first: int = 0) -> None:
        self.answers: list[Answer] = []
        self._url, self._per_second = url, per_second
        self._numbers = range(first, first + limit)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopping.set()
        self._thread.join()

    @property
    def accepted(self) -> list[Answer]:
        return self.with_status(httpx.codes.CREATED)

    def with_status(self, status: int) -> list[Answer]:
        return [answer for answer in list(self.answers) if answer.status == status]

    def wait_for(self, count: int, status: int | None = None, timeout: float = 120) -> None:
        """Wait until so many more answers have come, or more of that status."""

        def so_far() -> int:
            return len(self.answers if status is None else self.with_status(status))

        goal = so_far() + count
        wait_until(lambda: so_far() >= goal, timeout, f"{count} more answers {status or ''}")

    def finish(self, timeout: float) -> None:
        """Wait until the last visitor has an answer."""
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the visitors were not done in time"

    async def _run(self) -> None:
        async with _client() as client, asyncio.TaskGroup() as tasks:
            visitors = Visitors([self._url], client)
            began = time.monotonic()
            for place, number in enumerate(self._numbers):
                await asyncio.sleep(began + place / self._per_second - time.monotonic())
                if self._stopping.is_set():
                    return
                tasks.create_task(self._visit(visitors, number))

    async def _visit(self, visitors: Visitors, number: int) -> None:
        self.answers.append(await visitors.send(number, key=f"visit-{number}"))


def percentile(answers: Iterable[Answer], percent: int) -> float:
    """The waiting time in milliseconds that so many percent of the answers kept to."""
    waits = sorted(answer.seconds for answer in answers)
    return 1000 * waits[min(len(waits) * percent // 100, len(waits) - 1)]
