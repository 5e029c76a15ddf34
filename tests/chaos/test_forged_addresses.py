"""Row 13: a visitor who claims to be somebody else each time."""

import random
from collections import Counter
from functools import partial
from typing import Any

import pytest

from lead.models import Lead
from tests.chaos.load import Visitors, address, in_batches, together
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage

LIMIT = 5
#: What the proxy adds at the right end: the visitor that it really talks to.
REAL = "198.51.100.7"


def claims(dice: random.Random) -> str:
    """What the visitor wrote into the header: an address, several, or nonsense."""
    lies = [address(dice.randrange(1 << 24)), "127.0.0.1", "::1", "unknown", "", "1.2.3.4:80"]
    return ", ".join(dice.choices(lies, weights=[9, 1, 1, 1, 1, 1], k=dice.randint(1, 3))).strip()


def lie(dice: random.Random, proxies: str) -> str:
    claimed = claims(dice)
    return f"{claimed}, {REAL}" if proxies else claimed


@pytest.mark.chaos(row=13, test="1,000 forged X-Forwarded-For", holds="one client")
@pytest.mark.parametrize("proxies", ["127.0.0.0/8", ""], ids=["behind_a_proxy", "without_a_proxy"])
def test_forged_addresses_are_one_client(
    stage: Stage, size: Size, dice: random.Random, figures: dict[str, Any], proxies: str
) -> None:
    url = stage.web(TRUSTED_PROXIES=proxies, LEAD_LIMIT_CLIENT=f"{LIMIT}/hour")
    statuses: list[int] = []
    for numbers in in_batches(size.forged_addresses):
        sends = [
            partial(Visitors.send, number=n, forwarded_for=lie(dice, proxies)) for n in numbers
        ]
        statuses += [answer.status for answer in together([url], sends)]
    clients = set(Lead.objects.values_list("client_hash", flat=True))
    figures |= {
        "requests": len(statuses),
        "answers": dict(Counter(statuses)),
        "clients": len(clients),
    }
    assert figures["answers"] == {201: LIMIT, 429: size.forged_addresses - LIMIT}
    assert figures["clients"] == 1
