"""Row 9: one key for two different forms."""

from functools import partial
from typing import Any

import pytest

from tests.chaos.evidence import row_counts
from tests.chaos.load import Visitors, form, together
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook


@pytest.mark.chaos(row=9, test="same key, other body", holds="422, nothing written")
def test_a_key_that_was_used_for_other_answers_writes_nothing(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    webhook("CRM", "http://127.0.0.1:9/")
    url = stage.web()
    numbers = range(size.reused_key_rounds)
    first = [partial(Visitors.send, number=n, key=f"key-{n}") for n in numbers]
    assert {answer.status for answer in together([url], first)} == {201}
    before = row_counts()
    others = [
        partial(Visitors.send, number=n, key=f"key-{n}", answers=form(n, city="Medan"))
        for n in numbers
    ]
    refused = together([url], others)
    figures |= {"keys": len(numbers), "answers": sorted({answer.status for answer in refused})}
    assert figures["answers"] == [422]
    assert row_counts() == before
