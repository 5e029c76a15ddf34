"""Every example of docs-paket-a/dev/lead_api.md does what it says, against a real server."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from pytest_django import Settings

from config.wsgi import application
from lead.api.contract import REFUSALS
from lead.api.field_codes import FIELD_CODES
from lead.clients import client_hash
from lead.models import Lead
from tests.loopback import Quiet, running

DOCUMENT = Path(__file__).resolve().parents[2] / "docs-paket-a" / "dev" / "lead_api.md"
EXAMPLE = re.compile(r"^```(bash|js|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(DOCUMENT.read_text())
PROGRAMS = {
    "bash": ["bash", "-euc"],
    "js": ["node", "--input-type=module", "--eval"],
    "python": [sys.executable, "-c"],
}
SHOWN_ORIGIN = "http://localhost:8000"
KEY = "a key that server and CMS share, at random"


class _Handler(Quiet, WSGIRequestHandler):
    """The server's own, without its log."""


@pytest.fixture
def origin(committed: str) -> Iterator[str]:
    """The product's own application behind a real port."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"


def program_for(language: str) -> list[str]:
    program = PROGRAMS[language]
    if shutil.which(program[0]) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs {program[0]}")
        pytest.skip(f"{program[0]} was not found")
    return program


def run(language: str, example: str, origin: str) -> str:
    """What an example prints when it talks to `origin`."""
    assert SHOWN_ORIGIN in example
    done = subprocess.run(
        [*program_for(language), example.replace(SHOWN_ORIGIN, origin)],
        env={**os.environ, "CLIENT_ADDRESS_KEY": KEY},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize(("language", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_sends_a_lead(
    origin: str, settings: Settings, language: str, example: str
) -> None:
    settings.CLIENT_ADDRESS_KEYS = [KEY]
    printed = run(language, example, origin)
    lead = Lead.objects.get()
    assert lead.reference in printed
    assert (lead.business_name, lead.locale) == ("Salon Melati", "id")
    sender = "203.0.113.7" if "X-Client-Address" in example else "127.0.0.1"
    assert lead.client_hash == client_hash(sender)


def test_the_fetch_example_shows_what_is_wrong(origin: str) -> None:
    example = next(text for language, text in EXAMPLES if language == "js")
    printed = run("js", example.replace("0812-3456-7890", "0812"), origin)
    assert printed.startswith("phone_whatsapp: ")
    assert not Lead.objects.exists()


def test_every_code_is_explained() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text()))
    assert {refusal.code for refusal in REFUSALS} <= explained
    assert set(FIELD_CODES) <= explained
