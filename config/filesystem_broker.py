"""Celery's filesystem transport for the embedded size, with one fault less.

kombu 5.7 creates a message under its final name before it writes it; a worker that looks at that
moment reads an empty file and ends with a JSONDecodeError.
"""

import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Renames each message into place when it is complete."""

    def _put(  # type: ignore[override]  # the stubs of kombu's two base classes disagree
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out, name)
        draft = path.with_suffix(".tmp")
        draft.write_bytes(str_to_bytes(dumps(payload)))
        draft.replace(path)


class Transport(filesystem.Transport):
    """What ``filesystem://`` stands for after `install`."""

    Channel = Channel


def install() -> None:
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
