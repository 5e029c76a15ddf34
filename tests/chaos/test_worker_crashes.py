"""Row 3: workers die in the middle of what they do."""

import random
from typing import Any

import pytest

from tests.chaos.crashes import Crashes, survive
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage


@pytest.mark.chaos(
    row=3,
    test="worker `SIGKILL` 100 times at random points",
    holds="none lost; each repeat has the same `msg_id` and shows as *maybe sent*",
)
def test_workers_that_are_killed_lose_nothing(
    stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any]
) -> None:
    # So that the relay leaves everything to the workers.
    stage.start("relay", FANOUT_INLINE_AFTER="600")
    figures |= survive(Crashes(stage, "worker", dice), size.worker_kills)
    assert figures["lost"] == 0
