import logging
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config import gunicorn

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/admin/lead/",
    "QUERY_STRING": "q=0812-3456-7890",
    "REMOTE_ADDR": "203.0.113.7",
    "HTTP_USER_AGENT": "Phone",
    "HTTP_REFERER": "https://www.example.com/?name=Ayu",
}
ANSWER = SimpleNamespace(status_code=200, sent=12)


def logged(environ: dict[str, str], caplog: pytest.LogCaptureFixture) -> list[str]:
    logger = gunicorn.PathLogger(Config())
    logger.access_log.propagate = True
    with caplog.at_level(logging.INFO, "gunicorn.access"):
        logger.access(ANSWER, None, environ, timedelta(milliseconds=34))
    return [record.getMessage() for record in caplog.records]


def test_the_access_log_says_nothing_about_the_visitor(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(ENVIRON, caplog) == ["GET /admin/lead/ 200 12B 34ms"]


def test_the_access_log_leaves_probes_out(caplog: pytest.LogCaptureFixture) -> None:
    assert logged({**ENVIRON, "PATH_INFO": "/readyz"}, caplog) == []


def test_a_worker_has_imported_the_views_before_its_first_request() -> None:
    program = (
        "import sys, django; django.setup(); from config import gunicorn;"
        "before = 'lead.api.views' in sys.modules; gunicorn.post_worker_init(None);"
        "print(before, 'lead.api.views' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == ["False", "True"]


def test_every_setting_is_one_that_gunicorn_knows() -> None:
    ours = {
        name
        for name, value in vars(gunicorn).items()
        if not name.startswith("_") and isinstance(value, int | str | dict) and name.islower()
    }
    assert ours - set(Config().settings) == set()
