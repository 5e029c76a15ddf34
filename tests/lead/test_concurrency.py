"""Several requests at the same moment, against a real database with real transactions."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from fanout.models import Channel, Delivery, Event
from lead.models import Lead, RequestCounter
from tests.lead.conftest import Answer, form, post

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(count: int, request: Callable[[int], Answer]) -> list[Answer]:
    """The answers to `count` requests that start together, each on its own connection."""
    answers: list[Any] = [None] * count
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait(timeout=10)
            answers[number] = request(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_one_submission_sent_many_times_at_once_is_one_lead(channel: Channel) -> None:
    answers = at_once(8, lambda number: post(Client(), form(), key="the-key"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer.headers.get("Idempotent-Replayed") for answer in answers]
    assert replayed.count(None) == 1
    assert Lead.objects.count() == Event.objects.count() == Delivery.objects.count() == 1


def test_a_double_click_is_not_refused_for_the_last_place_of_a_limit(settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    answers = at_once(6, lambda number: post(Client(), form(), key="the-key"))
    assert {answer.status_code for answer in answers} == {201}
    assert RequestCounter.objects.get(key__startswith="client").hits == 1


def test_one_key_with_different_answers_at_once_is_one_lead() -> None:
    answers = at_once(6, lambda number: post(Client(), form(city=f"Kota {number}"), key="the-key"))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 422, 422, 422, 422, 422]
    assert Lead.objects.count() == 1


def test_different_submissions_at_once_are_all_kept(channel: Channel) -> None:
    answers = at_once(8, lambda number: post(Client(), form(city=f"Kota {number}")))
    assert {answer.status_code for answer in answers} == {201}
    assert Lead.objects.count() == Delivery.objects.count() == 8


@pytest.mark.parametrize("settings_exist", [True, False])
def test_the_first_leads_of_a_fresh_site_may_come_together(settings_exist: bool) -> None:
    if settings_exist:
        post(Client(), form(city="Warm"))
    answers = at_once(4, lambda number: post(Client(), form(city=f"Kota {number}")))
    assert {answer.status_code for answer in answers} == {201}
