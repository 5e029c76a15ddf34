"""Too many forms are refused, wherever the counting is done."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
import redis
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from config.env import Network
from lead.limits import counters, policy
from lead.limits import redis as redis_limits
from lead.limits.counters import breaker
from lead.models import Lead, RequestCounter
from tests.lead.conftest import REDIS_URL, Send, form, post

pytestmark = pytest.mark.django_db


def test_three_quick_forms_are_handled_and_abuse_is_refused(
    send: Send, settings: Settings, counted_in: str
) -> None:
    settings.LEAD_LIMIT_CLIENT = "5/minute;20/hour"
    answers = [send(form(phone_whatsapp=f"0812-3456-{n:04}")) for n in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    refusal = answers[-1]
    assert refusal.json()["code"] == "rate_limited"
    assert 0 < int(refusal.headers["Retry-After"]) <= 60
    assert refusal.headers["Cache-Control"] == "no-store"
    assert Lead.objects.count() == 5


def test_answers_tell_what_is_left(send: Send, settings: Settings, counted_in: str) -> None:
    settings.LEAD_LIMIT_CLIENT = "2/minute;20/hour"
    first, second, third = (send(form(city=f"Kota {n}")) for n in range(3))
    policies = '"client";q=2;w=60, "client-3600s";q=20;w=3600'
    assert {answer.headers["RateLimit-Policy"] for answer in (first, second, third)} == {policies}
    assert first.headers["RateLimit"].startswith('"client";r=1;t=60')
    assert second.headers["RateLimit"].startswith('"client";r=0;t=')
    assert third.status_code == 429
    assert third.headers["RateLimit"].startswith('"client";r=0;t=')


def test_one_phone_cannot_be_sent_from_everywhere(
    client: Client, settings: Settings, counted_in: str
) -> None:
    settings.LEAD_LIMIT_PHONE = "2/hour"
    statuses = []
    for number in range(3):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"
        statuses.append(post(client, form(city=f"Kota {number}")))
    assert [answer.status_code for answer in statuses] == [201, 201, 429]
    assert "phone" not in statuses[0].headers["RateLimit"]
    assert '"phone";r=0' in statuses[2].headers["RateLimit"]


def test_neighbours_do_not_share_a_limit(
    client: Client, settings: Settings, counted_in: str
) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    for address in ("203.0.113.1", "203.0.113.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
        client.defaults["REMOTE_ADDR"] = address
        assert post(client, form()).status_code == 201


def test_one_ipv6_household_is_one_client(client: Client, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    client.defaults["REMOTE_ADDR"] = "2001:db8:0:1::1"
    assert post(client, form()).status_code == 201
    client.defaults["REMOTE_ADDR"] = "2001:db8:0:1:ffff::2"
    assert post(client, form(city="Medan")).status_code == 429


def test_a_client_cannot_choose_its_address(client: Client, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    assert post(client, form(), **{"x-forwarded-for": "198.51.100.1"}).status_code == 201
    second = post(client, form(city="Medan"), **{"x-forwarded-for": "198.51.100.2"})
    assert second.status_code == 429


def test_behind_a_trusted_proxy_its_word_counts(client: Client, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    settings.TRUSTED_PROXIES = [_network("127.0.0.0/8")]
    for hops in ("198.51.100.1", "9.9.9.9, 198.51.100.2"):
        assert post(client, form(), **{"x-forwarded-for": hops}).status_code == 201
    spoofed = post(client, form(city="Medan"), **{"x-forwarded-for": "8.8.8.8, 198.51.100.2"})
    assert spoofed.status_code == 429


def _network(text: str) -> Network:
    from ipaddress import ip_network

    return ip_network(text)


def test_a_refusal_writes_nothing(
    send: Send, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    send()
    before = list(RequestCounter.objects.order_by("key").values())
    with django_assert_num_queries(8) as captured:
        assert send(form(city="Medan")).status_code == 429
    writing = ("INSERT", "UPDATE", "DELETE")
    assert not [q for q in captured.captured_queries if q["sql"].startswith(writing)]
    assert list(RequestCounter.objects.order_by("key").values()) == before


def test_a_window_ends(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    send()
    assert send(form(city="Medan")).status_code == 429
    RequestCounter.objects.update(window_ends_at=timezone.now() - timedelta(seconds=1))
    assert send(form(city="Medan")).status_code == 201
    assert send(form(city="Solo")).status_code == 429


def test_a_form_with_mistakes_does_not_count(send: Send, settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    for _typo in range(3):
        assert send(form(city="")).status_code == 400
    assert send().status_code == 201


def test_without_redis_the_database_counts_at_once(send: Send, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{_closed_port()}/0"
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    assert send().status_code == 201
    assert send(form(city="Medan")).status_code == 429
    assert RequestCounter.objects.filter(key__startswith="client").exists()


@pytest.mark.redis
@pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis")
def test_a_redis_that_fails_or_forgets_gives_nobody_a_second_limit(
    send: Send, settings: Settings, real_redis: redis.Redis
) -> None:
    settings.LEAD_LIMIT_CLIENT = "2/minute"
    assert [send(form(city=f"Kota {number}")).status_code for number in range(2)] == [201, 201]
    real_redis.flushdb()
    forgotten = send(form(city="Medan"))
    settings.REDIS_URL = f"redis://127.0.0.1:{_closed_port()}/0"
    failed = send(form(city="Solo"))
    assert [forgotten.status_code, failed.status_code] == [429, 429]
    for refusal in (forgotten, failed):
        assert refusal.headers["RateLimit"].startswith('"client";r=0;t=')
        assert 1 < int(refusal.headers["Retry-After"]) <= 60


def test_a_redis_that_hangs_costs_one_short_time_out_and_is_then_left_alone(
    send: Send, settings: Settings
) -> None:
    settings.LEAD_LIMIT_CLIENT = "2/minute"
    with _silent_server() as (port, callers):
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        before = time.monotonic()
        counters.look(policy.limits_for("client", "phone"))
        waited = time.monotonic() - before
        statuses = [send(form(city=f"Kota {number}")).status_code for number in range(3)]
    assert redis_limits.TIMEOUT_SECONDS <= waited < 1
    # A second one would be a retry, or another request that waits for nothing.
    assert len(callers) == 1
    assert statuses == [201, 201, 429]


@contextmanager
def _silent_server() -> Iterator[tuple[int, list[socket.socket]]]:
    """Takes connections and never says a word; yields its port and who called."""
    callers: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    callers.append(server.accept()[0])

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], callers
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for caller in callers:
                caller.close()


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_the_breaker_lets_redis_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker.trip()
    assert breaker.is_open
    now = time.monotonic()
    monkeypatch.setattr("lead.limits.counters.time.monotonic", lambda: now + 6)
    assert not breaker.is_open
