"""Several requests at the same moment, against a real database with real transactions."""

from itertools import count

import pytest
from django.test import Client
from pytest_django import Settings

from fanout.models import Channel, Delivery, Event
from lead.models import Lead, RequestCounter
from tests.lead.conftest import Answer, form, post
from tests.racing import at_once


@pytest.fixture(autouse=True)
def _committed(committed: str) -> None:
    Channel.objects.create(name="Sales inbox", kind="email", recipients="sales@example.com")


def _different_at_once(rivals: int, **options: str) -> list[Answer]:
    numbers = count()
    return at_once(
        lambda: post(Client(), form(city=f"Kota {next(numbers)}"), **options), rivals=rivals
    )


def test_one_submission_sent_many_times_at_once_is_one_lead() -> None:
    answers = at_once(lambda: post(Client(), form(), key="the-key"), rivals=8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer.headers.get("Idempotent-Replayed") for answer in answers]
    assert replayed.count(None) == 1
    assert Lead.objects.count() == Event.objects.count() == Delivery.objects.count() == 1


def test_a_double_click_is_not_refused_for_the_last_place_of_a_limit(settings: Settings) -> None:
    settings.LEAD_LIMIT_CLIENT = "1/minute"
    answers = at_once(lambda: post(Client(), form(), key="the-key"))
    assert {answer.status_code for answer in answers} == {201}
    assert RequestCounter.objects.get(key__startswith="client").hits == 1


def test_one_key_with_different_answers_at_once_is_one_lead() -> None:
    answers = _different_at_once(6, key="the-key")
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 422, 422, 422, 422, 422]
    assert Lead.objects.count() == 1


def test_different_submissions_at_once_are_all_kept() -> None:
    answers = _different_at_once(8)
    assert {answer.status_code for answer in answers} == {201}
    assert Lead.objects.count() == Delivery.objects.count() == 8


@pytest.mark.parametrize("settings_exist", [True, False])
def test_the_first_leads_of_a_fresh_site_may_come_together(settings_exist: bool) -> None:
    if settings_exist:
        post(Client(), form(city="Warm"))
    answers = _different_at_once(4)
    assert {answer.status_code for answer in answers} == {201}


def test_many_at_once_take_no_more_than_the_limit(settings: Settings, counted_in: str) -> None:
    settings.LEAD_LIMIT_CLIENT = "5/minute"
    answers = _different_at_once(9)
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [429] * 4
    assert Lead.objects.count() == Delivery.objects.count() == 5
