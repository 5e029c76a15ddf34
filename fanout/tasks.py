from celery import shared_task

from fanout.deliver import deliver


@shared_task(name="fanout.deliver")
def deliver_task(delivery_id: int) -> None:
    """Carry out a hint. Losing or repeating one is harmless: the database decides."""
    deliver(delivery_id)


@shared_task(name="fanout.heartbeat")
def heartbeat() -> None:
    """Gives an idle worker something to prove itself with; finishing it is what counts."""
