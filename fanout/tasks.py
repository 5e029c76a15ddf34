import time

from celery import shared_task
from django.conf import settings

from fanout.deliver import deliver
from fanout.models import Delivery

#: Seconds in which another delivery of the same channel is begun. With the longest that one may
#: take (`Transport.send`: 40) it stays below CELERY_TASK_SOFT_TIME_LIMIT.
GO_ON_SECONDS = 4.0


@shared_task(name="fanout.deliver")
def deliver_task(delivery_id: int) -> None:
    """Carry out a hint. Losing or repeating one is harmless: the database decides.

    A channel gets all children of a worker but one, so that a receiver that hangs leaves that one
    to the other channels. Whoever is turned away leaves the delivery to those who send already:
    each goes on with what waits in its channel, and asks for new hints when its time is over.
    """
    if not Delivery.objects.due().filter(pk=delivery_id).exists():
        return  # sent already, or the breaker opened since: others wait behind this hint
    at_most = max(settings.CELERY_WORKER_CONCURRENCY - 1, 1)
    end = time.monotonic() + GO_ON_SECONDS
    delivery = deliver(delivery_id, at_most)
    while delivery is not None:
        waiting = Delivery.objects.due().filter(channel=delivery.channel_id)
        if time.monotonic() > end:
            Delivery.objects.filter(pk__in=waiting.values("pk")).update(hint_until=None)
            return
        following = waiting.values_list("pk", flat=True).first()
        delivery = deliver(following, at_most) if following else None


@shared_task(name="fanout.heartbeat")
def heartbeat() -> None:
    """Gives an idle worker something to prove itself with; finishing it is what counts."""
