"""A failure is logged by its kind and place; what it says may name somebody."""

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
from django.db import IntegrityError, OperationalError

from config import log

SECRET = "Ibu Rahasia 0812-0000-1234"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What a logger writes that is set up as in production."""
    settings = log.configure("INFO", as_json=True)
    configurator = logging.config.DictConfigurator(settings)
    formatter = configurator.configure_formatter(settings["formatters"]["structured"])
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("tests.tracebacks")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def _logged(lines: StringIO, error: Exception) -> str:
    try:
        raise error
    except Exception:  # any kind
        logging.getLogger("tests.tracebacks").exception("It failed")
    return str(json.loads(lines.getvalue())["exception"])


def test_kind_and_place_are_told_and_words_are_not(lines: StringIO) -> None:
    told = _logged(lines, ValueError(SECRET))
    assert told.endswith("ValueError")
    assert "in _logged" in told
    assert SECRET not in lines.getvalue()


def test_causes_and_contexts_are_told_the_same_way(lines: StringIO) -> None:
    error = RuntimeError(SECRET)
    error.__cause__ = IntegrityError(f"DETAIL: Failing row contains ({SECRET})")
    error.__cause__.__context__ = KeyError(SECRET)
    told = _logged(lines, error)
    assert "KeyError" in told
    assert "django.db.utils.IntegrityError" in told
    assert "direct cause" in told
    assert SECRET not in told


def test_an_exception_that_causes_itself_ends(lines: StringIO) -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert _logged(lines, first).endswith("ValueError")


@pytest.mark.parametrize("error", [OperationalError("server is away"), OSError(28, "disk is full")])
def test_what_machines_say_is_told(lines: StringIO, error: Exception) -> None:
    assert str(error) in _logged(lines, error)


def test_celery_s_line_about_a_failed_task_names_the_kind_alone(
    lines: StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("celery.app.trace")
    context = {"name": "lead.x", "exc": f"ValueError('{SECRET}')", "args": SECRET, "kwargs": ""}
    logger.error(
        "Task %(name)s raised %(exc)s %(args)s",
        context,
        exc_info=(ValueError, ValueError(SECRET), None),
    )
    assert caplog.messages == ["Task lead.x raised ValueError "]
