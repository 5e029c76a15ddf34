"""The embedded size's mail server: one complete ``.eml`` file per message."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Writes each message to ``settings.EMAIL_FILE_PATH`` as an RFC 5322 file.

    A reader of the folder never sees half a message: each is renamed into place when complete.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = uuid.uuid4().hex
            draft = self.folder / f".{name}.tmp"
            draft.write_bytes(message.message().as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        return len(email_messages)
