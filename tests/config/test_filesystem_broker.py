import tempfile
import threading
import time
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

import config.celery  # noqa: F401  (installs the transport)

MESSAGES = 2000
SECONDS = 60


def test_reader_never_sees_half_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("queue", "read"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "read"))
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }

    def write() -> None:
        with Connection("filesystem://localhost", transport_options=options) as connection:
            queue = connection.SimpleQueue("numbers")
            for number in range(MESSAGES):
                queue.put({"number": number})

    writer = threading.Thread(target=write)
    numbers: set[int] = set()
    with Connection("filesystem://localhost", transport_options=options) as connection:
        # Before the writer: kombu drops a message that meets a queue being declared elsewhere.
        queue = connection.SimpleQueue("numbers")
        writer.start()
        deadline = time.monotonic() + SECONDS
        while len(numbers) < MESSAGES and time.monotonic() < deadline:
            try:
                message = queue.get_nowait()
            except Empty:
                continue
            numbers.add(message.payload["number"])
            message.ack()
    writer.join()
    assert numbers == set(range(MESSAGES))
