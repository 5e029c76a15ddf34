"""Row 15: a person is erased while an announcement about them waits."""

from typing import Any

import pytest
from django.db import transaction

from fanout.models import Delivery
from lead.models import Lead
from lead.privacy import erasing
from lead.privacy.anonymising import anonymise
from lead.privacy.identifiers import Identifier
from tests.chaos.evidence import State, announced_leads, reference
from tests.chaos.sizes import Size
from tests.chaos.stage import Stage, webhook
from tests.fanout.receivers import Answer, receiver
from tests.waiting import wait_until

SETTLE_SECONDS = 120
RETRY_SECONDS = 3600


@pytest.mark.chaos(
    row=15, test="lead erased while a delivery waits", holds="cancelled, nothing sent"
)
def test_what_waits_about_an_erased_person_is_never_sent(
    stage: Stage, size: Size, figures: dict[str, Any]
) -> None:
    with receiver(503) as crm:
        webhook("CRM", crm.url)
        leads = announced_leads(size.erased_leads)
        # Without a broker, so that no worker is needed.
        stage.redis.stop()
        stage.start("relay", FANOUT_RETRY_DELAYS=f"{RETRY_SECONDS},{RETRY_SECONDS}")
        # Five failures open the breaker: some wait for their next try, the others for their first.
        tried = Delivery.objects.filter(state=State.PENDING, attempts=1)
        wait_until(lambda: tried.count() >= 5, SETTLE_SECONDS, "the first tries")
        wait_until(lambda: not Delivery.objects.filter(state=State.LEASED).exists(), SETTLE_SECONDS)
        figures["waiting for a second try"] = tried.count()
        before = len(crm.requests)
        erased: set[str] = set()
        kept: set[str] = set()
        for number, lead in enumerate(leads):
            (kept if number % 2 else erased).add(lead.reference)
        erase(erased)
        crm.answers = [Answer(200)]
        stage.clock.jump(2 * RETRY_SECONDS)
        unsettled = Delivery.objects.filter(state__in=[State.PENDING, State.LEASED])
        wait_until(lambda: not unsettled.exists(), SETTLE_SECONDS, "every delivery settled")
    sent = {reference(request) for request in crm.requests[before:]}
    figures |= {
        "erased": len(erased),
        "cancelled": Delivery.objects.filter(state=State.CANCELLED).count(),
        "sent about them afterwards": len(sent & erased),
        "sent about others": len(sent & kept),
    }
    cancelled = Delivery.objects.filter(state=State.CANCELLED)
    assert set(cancelled.values_list("event__subject", flat=True)) == {
        f"lead:{name}" for name in erased
    }
    assert sent == kept


def erase(references: set[str]) -> None:
    """By turns the product's two ways for a person to go: on request, and by age."""
    for number, name in enumerate(sorted(references)):
        lead = Lead.objects.filter(reference=name)
        if number % 2:
            address = f"person-{number}@example.com"
            lead.update(email=address)
            assert erasing.erase(Identifier.read(address)).leads == 1
        else:
            with transaction.atomic():
                assert anonymise(lead) == 1
