"""Send a finished delivery once more."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from fanout.models import Delivery
from fanout.models.delivery import new_message_id
from fanout.wakeup import wake_relays

State = Delivery.State


def replay(deliveries: Iterable[Delivery], *, as_new: bool = False) -> list[Delivery]:
    """A new delivery for each, under the same message id, which the receiver may know already.

    `as_new` takes a new message id, for receivers that would drop the old one as a duplicate.
    Of a failed one, only the recipients that refused it get the same message again.
    Only the newest delivery of an announcement to a channel is sent again, and only when it is in
    a final state: otherwise there is one under way, or somebody else was quicker. Nothing is sent
    again to an inactive channel: it would wait there, and arrive when nobody expects it.
    """
    made = [_replayed(delivery.pk, as_new) for delivery in deliveries if delivery.is_final]
    return [delivery for delivery in made if delivery]


@transaction.atomic
def _replayed(pk: int, as_new: bool) -> Delivery | None:
    # The lock makes a rival wait, who then finds this replay to be the newest.
    original = Delivery.objects.select_for_update(no_key=True).get(pk=pk)
    siblings = Delivery.objects.filter(event=original.event_id, channel=original.channel_id)
    latest = siblings.aggregate(latest=Max("replay_no"))["latest"]
    if original.replay_no != latest or not original.is_final or not original.channel.is_active:
        return None
    wake_relays()
    is_rest = original.state == State.DEAD and not as_new
    return Delivery.objects.create(
        event_id=original.event_id,
        channel_id=original.channel_id,
        replay_no=latest + 1,
        msg_id=new_message_id() if as_new else original.msg_id,
        accepted_by=original.accepted_by if is_rest else [],
    )


@transaction.atomic
def resend_cancelled(event_type: str, subject: str) -> list[Delivery]:
    """Send what was cancelled because its subject was gone, now that the subject is back.

    Not to a channel that has had the announcement once: there only a replay was cancelled.
    Call it in the transaction that brings the subject back. A sender that is about to cancel
    holds the row's lock and looks at the subject once more: it is waited for here, or waits.
    """
    announced = Delivery.objects.filter(event__type=event_type, event__subject=subject)
    locked = announced.select_for_update(of=("self",), no_key=True).order_by("pk")
    deliveries = list(locked)
    sent = {_pair(delivery) for delivery in deliveries if delivery.state == State.SUCCEEDED}
    cancelled = [delivery for delivery in deliveries if delivery.state == State.CANCELLED]
    return replay([delivery for delivery in cancelled if _pair(delivery) not in sent])


def _pair(delivery: Delivery) -> tuple[object, int]:
    """What is sent once: an event to a channel."""
    return delivery.event_id, delivery.channel_id
