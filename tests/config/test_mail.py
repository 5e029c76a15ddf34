import os
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mass_mail
from pytest_django import Settings

from config.mail import COPIES_KEPT, forget_old_mails

BACKEND = "config.mail.EmlFileBackend"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def test_each_message_becomes_one_complete_eml_file(folder: Path) -> None:
    message = EmailMultiAlternatives(
        "Prospek baru – Salon Ayu", "Halo", "a@example.com", ["b@example.com"]
    )
    message.connection = get_connection(BACKEND)
    message.attach_alternative("<p>Halo</p>", "text/html")
    assert message.send() == 1

    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert parsed["Subject"] == "Prospek baru – Salon Ayu"
    assert parsed["To"] == "b@example.com"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]


def test_many_messages_become_as_many_files(folder: Path) -> None:
    messages = [(f"Subject {n}", "Text", "a@example.com", ["b@example.com"]) for n in range(3)]
    assert send_mass_mail(messages, connection=get_connection(BACKEND)) == 3
    assert len(list(folder.glob("*.eml"))) == 3


def test_old_files_are_deleted_and_young_ones_kept(folder: Path) -> None:
    send_mass_mail(
        [("Satu", "", "a@example.com", ["b@example.com"])] * 2, connection=get_connection(BACKEND)
    )
    old, young = folder.iterdir()
    long_ago = time.time() - COPIES_KEPT.total_seconds() - 60
    os.utime(old, (long_ago, long_ago))
    assert forget_old_mails() == 1
    assert list(folder.iterdir()) == [young]
