import logging
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cms.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def user() -> User:
    return User.objects.create_superuser("rina", "rina@example.com", PASSWORD)


def log_in(
    client: Client, username: str = "rina", password: str = "wrong", address: str = "203.0.113.1"
) -> Any:
    return client.post(
        reverse("wagtailadmin_login"),
        {"username": username, "password": password},
        REMOTE_ADDR=address,
    )


def test_the_pair_of_user_and_address_locks_after_five_failures(client: Client, user: User) -> None:
    for _ in range(4):
        assert log_in(client).status_code == 200
    answer = log_in(client)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert log_in(client, password=PASSWORD).status_code == 429


def test_the_same_user_may_still_sign_in_from_elsewhere(client: Client, user: User) -> None:
    for _ in range(6):
        log_in(client)
    assert log_in(client, password=PASSWORD, address="203.0.113.2").status_code == 302


def test_a_colleague_behind_the_same_address_may_still_sign_in(client: Client, user: User) -> None:
    User.objects.create_superuser("dewi", "dewi@example.com", PASSWORD)
    for _ in range(6):
        log_in(client)
    assert log_in(client, username="dewi", password=PASSWORD).status_code == 302


def test_an_address_that_tries_many_names_locks_at_its_own_limit(
    client: Client, user: User, settings: Settings
) -> None:
    settings.LOGIN_ADDRESS_LIMIT = 8
    for number in range(8):
        log_in(client, username=f"guess-{number}")
    assert log_in(client, password=PASSWORD).status_code == 429
    assert log_in(client, password=PASSWORD, address="203.0.113.2").status_code == 302


def test_a_success_forgets_the_failures_before_it(client: Client, user: User) -> None:
    for _ in range(4):
        log_in(client)
    log_in(client, password=PASSWORD)
    assert not AccessAttempt.objects.exists()


def test_failures_are_logged_without_name_or_address(
    client: Client, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            log_in(client)
    assert caplog.text
    assert "rina" not in caplog.text
    assert "203.0.113.1" not in caplog.text


@pytest.mark.parametrize("username", ["", "a\x00b", "x" * 10_000, "Ω" * 300])
def test_odd_user_names_are_refused_not_failed(client: Client, username: str) -> None:
    assert log_in(client, username=username).status_code == 200
