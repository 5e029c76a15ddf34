import pytest
from pytest_django import Settings

from lead.checks import LIMITS, check_limits


def test_the_default_limits_are_understood() -> None:
    assert check_limits(None) == []


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", ["", "five a minute", "5", "5/fortnight"])
def test_a_limit_that_is_none_is_named(settings: Settings, name: str, value: str) -> None:
    setattr(settings, name, value)
    (error,) = check_limits(None)
    assert error.id == "lead.E001"
    assert name in error.msg
