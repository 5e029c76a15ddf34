"""Several people send the same delivery again at the same moment."""

from django.db import transaction

from fanout.models import Channel, Delivery, Event
from fanout.replay import replay, resend_cancelled
from fanout.trial import send_test
from tests.fanout.conftest import NEWS, webhook
from tests.racing import at_once


def test_what_has_arrived_once_is_not_sent_again_for_a_cancelled_replay(db: None) -> None:
    url = "https://receiver.example.com/"
    arrived, waiting = (
        Channel.objects.create(name=name, kind="webhook", url=url) for name in ("CRM", "Sheet")
    )
    event = Event.objects.create(type=NEWS, subject="place:1")
    for channel, state in ((arrived, "SUCCEEDED"), (waiting, "DEAD")):
        Delivery.objects.create(event=event, channel=channel, state=state)
        Delivery.objects.create(event=event, channel=channel, state="CANCELLED", replay_no=1)
    with transaction.atomic():
        (again,) = resend_cancelled(NEWS, "place:1")
    assert (again.channel, again.replay_no) == (waiting, 2)


def test_one_of_many_racing_replays_wins(committed: str) -> None:
    send_test(webhook("https://receiver.example.com/"))
    Delivery.objects.update(state=Delivery.State.DEAD)
    dead = Delivery.objects.get()
    made = [delivery for replays in at_once(lambda: replay([dead])) for delivery in replays]
    assert [delivery.replay_no for delivery in made] == [1]
    assert Delivery.objects.count() == 2
