"""Row 4, first half: relays die in the middle of what they do."""

import random
from typing import Any

import pytest

from tests.chaos.crashes import Crashes, survive
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage


@pytest.mark.chaos(
    row=4,
    test="relay killed",
    holds="none lost; each repeat has the same `msg_id` and shows as *maybe sent*",
)
def test_relays_that_are_killed_lose_nothing(
    stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any]
) -> None:
    # Without a broker, so that the relays deliver everything themselves.
    stage.redis.stop()
    figures |= survive(Crashes(stage, "relay", dice), size.relay_kills)
    assert figures["lost"] == 0
