"""Row 6: the embedded size's web role dies under load."""

import random
import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from threading import Event as Pause
from typing import Any

import pytest

from tests.chaos.evidence import assert_stored
from tests.chaos.load import NO_ANSWER, Load
from tests.chaos.sizes import Size
from tests.chaos.stage import READY_SECONDS, Stage, serves, webhook
from tests.services import free_port
from tests.waiting import wait_until

PER_SECOND = 20


@pytest.mark.chaos(
    row=6,
    test="SQLite process killed with `SIGKILL` under load, 50 times",
    holds="every 201 is there after",
)
def test_a_killed_web_process_keeps_every_lead_it_answered(
    embedded_stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any]
) -> None:
    stage = embedded_stage
    webhook("CRM", "http://127.0.0.1:9/")
    port = free_port()
    accepted, statuses = [], Counter[int]()
    for number in range(size.web_kills):
        url = stage.start_web(port=port)
        wait_until(partial(serves, url), READY_SECONDS, "the web role")
        with Load(url, PER_SECOND, first=number * 10_000) as load:
            load.wait_for(3, 201)
            Pause().wait(dice.uniform(0, 1))
            stage.kill("web")
            load.wait_for(3, NO_ANSWER)
        accepted += load.accepted
        statuses += Counter(answer.status for answer in load.answers)
    figures |= {
        "kills": size.web_kills,
        "answers 201": len(accepted),
        "answers 503": statuses[503],
        "cut off": statuses[NO_ANSWER],
    }
    assert set(statuses) <= {201, 503, NO_ANSWER}
    assert_stored(accepted, channels=1)
    with closing(sqlite3.connect(stage.folder / "var" / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
