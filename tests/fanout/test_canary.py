"""The relay's side of the canary: how it fares, and who hears when it is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from fanout import canary, patrol
from fanout.canary import CanaryRefusedError
from fanout.models import Alert, Canary, Channel, Delivery, Event
from fanout.models.alert import QUIET_TIME
from fanout.outbox import publish
from tests.fanout.conftest import NEWS, try_once

pytestmark = pytest.mark.django_db
Outcome = Canary.Outcome
SUBJECT = "lead:ALFA-0000-0001"


@pytest.fixture(autouse=True)
def _hourly(settings: Settings) -> None:
    settings.CANARY_INTERVAL = 3600


@pytest.fixture
def channel() -> Channel:
    return Channel.objects.create(name="Ops", recipients="ops@example.com")


def sets_out(*channels: Channel) -> None:
    def send() -> str:
        publish(NEWS, subject=SUBJECT, channels=list(channels))
        return SUBJECT

    canary.begin(send)


def arrives() -> None:
    Delivery.objects.filter(event__subject=SUBJECT).update(
        state=Delivery.State.SUCCEEDED, finished_at=timezone.now()
    )


def minutes_pass(minutes: float) -> None:
    Canary.objects.update(sent_at=timezone.now() - timedelta(minutes=minutes))


def last() -> Canary:
    patrol.look()
    return Canary.objects.get()


def alarms() -> list[str]:
    told = Event.objects.filter(type="fanout.alarm").order_by("created_at")
    return [event.data["what"] for event in told]


def test_canary_that_arrives_leaves_its_time(channel: Channel) -> None:
    sets_out(channel)
    assert last().outcome == Outcome.UNDERWAY
    arrives()
    found = last()
    assert found.outcome == Outcome.ARRIVED
    assert found.seconds is not None
    assert 0 <= found.seconds < 60
    assert alarms() == []
    assert not canary.is_lost()


def test_canary_has_to_arrive_in_every_channel_that_takes_it(channel: Channel) -> None:
    other = Channel.objects.create(name="Other", recipients="b@example.com")
    sets_out(channel, other)
    Delivery.objects.filter(channel=channel).update(
        state=Delivery.State.SUCCEEDED, finished_at=timezone.now()
    )
    assert last().outcome == Outcome.UNDERWAY


def test_late_canary_raises_an_alarm_once_and_the_all_clear_when_it_arrives(
    channel: Channel,
) -> None:
    sets_out(channel)
    minutes_pass(6)
    for _look in range(2):
        assert last().outcome == Outcome.LATE
    assert alarms() == ["canary"]
    assert canary.is_lost()
    arrives()
    assert last().outcome == Outcome.ARRIVED
    assert alarms() == ["canary", "canary_back"]
    assert not canary.is_lost()


def test_refused_canary_raises_an_alarm(channel: Channel) -> None:
    def send() -> str:
        raise CanaryRefusedError("the lead API answers 503")

    canary.begin(send)
    found = last()
    assert (found.outcome, found.error) == (Outcome.FAILED, "the lead API answers 503")
    assert alarms() == ["canary"]


@pytest.mark.parametrize("state", [Delivery.State.DEAD, Delivery.State.CANCELLED])
def test_canary_whose_delivery_ends_otherwise_is_lost(channel: Channel, state: str) -> None:
    sets_out(channel)
    Delivery.objects.update(state=state)
    found = last()
    assert (found.outcome, found.error) == (Outcome.FAILED, "not_delivered")


def test_canary_that_no_channel_takes_is_lost(channel: Channel) -> None:
    sets_out()
    found = last()
    assert (found.outcome, found.error) == (Outcome.FAILED, "no_channel")


def test_canary_that_is_never_sent_is_missed(channel: Channel) -> None:
    assert last().outcome == Outcome.EXPECTED
    minutes_pass(60 + 4)
    assert last().outcome == Outcome.EXPECTED
    assert not canary.is_lost()
    assert alarms() == []
    minutes_pass(60 + 6)
    assert last().outcome == Outcome.MISSING
    assert alarms() == ["canary"]


def test_next_canary_keeps_the_alarm_until_it_arrives(channel: Channel) -> None:
    sets_out(channel)
    minutes_pass(6)
    last()
    Event.objects.filter(subject=SUBJECT).delete()
    sets_out(channel)
    assert last().outcome == Outcome.UNDERWAY
    assert canary.is_lost()
    arrives()
    assert last().outcome == Outcome.ARRIVED
    assert alarms() == ["canary", "canary_back"]


def test_sender_that_dies_is_noticed(channel: Channel) -> None:
    Canary.objects.set_out()
    minutes_pass(6)
    assert last().outcome == Outcome.LATE


def test_result_of_an_overtaken_journey_is_not_written() -> None:
    old = Canary.objects.set_out()
    Canary.objects.set_out()
    assert not Canary.objects.amend(old, outcome=Outcome.ARRIVED)
    assert Canary.objects.get().outcome == Outcome.UNDERWAY


def test_switched_off_nothing_is_missed_nor_later_on_again(
    channel: Channel, settings: Settings
) -> None:
    sets_out(channel)
    minutes_pass(600)
    last()
    settings.CANARY_INTERVAL = 0
    patrol.look()
    assert not Canary.objects.exists()
    assert not Alert.objects.filter(is_open=True).exists()
    assert not canary.is_lost()
    settings.CANARY_INTERVAL = 3600
    assert last().outcome == Outcome.EXPECTED
    assert alarms() == ["canary"]


def test_alarm_about_a_canary_is_not_repeated_while_it_is_on_its_way(channel: Channel) -> None:
    sets_out(channel)
    minutes_pass(6)
    last()
    Alert.objects.update(raised_at=timezone.now() - QUIET_TIME - timedelta(seconds=1))
    last()
    assert Delivery.objects.filter(event__type="fanout.alarm").count() == 1


def test_alarm_about_a_canary_that_comes_too_late_is_not_sent_nor_its_all_clear(
    channel: Channel,
) -> None:
    sets_out(channel)
    minutes_pass(6)
    last()
    arrives()
    assert last().outcome == Outcome.ARRIVED
    alarm = try_once(Delivery.objects.get(event__type="fanout.alarm"))
    assert alarm.state == Delivery.State.CANCELLED
