"""Send a finished delivery once more."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from fanout.models import Delivery
from fanout.models.delivery import new_message_id


def replay(deliveries: Iterable[Delivery], *, as_new: bool = False) -> list[Delivery]:
    """A new delivery for each, under the same message id, which the receiver may know already.

    `as_new` takes a new message id, for receivers that would drop the old one as a duplicate.
    Only deliveries in a final state are sent again; of the others there is one under way.
    """
    return [_replayed(delivery.pk, as_new) for delivery in deliveries if delivery.is_final]


@transaction.atomic
def _replayed(pk: int, as_new: bool) -> Delivery:
    original = Delivery.objects.select_for_update().get(pk=pk)
    siblings = Delivery.objects.filter(event=original.event_id, channel=original.channel_id)
    latest = siblings.aggregate(latest=Max("replay_no"))["latest"]
    return Delivery.objects.create(
        event_id=original.event_id,
        channel_id=original.channel_id,
        replay_no=latest + 1,
        msg_id=new_message_id() if as_new else original.msg_id,
    )
