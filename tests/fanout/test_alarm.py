"""Alarms about deliveries that wait too long: raised by a relay alone, once, and taken back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from fanout import patrol, registry
from fanout.deliver import deliver
from fanout.models import Alert, Channel, Delivery, Event
from fanout.models.alert import QUIET_TIME
from fanout.outbox import publish
from fanout.registry import Message
from tests.fanout.conftest import NEWS
from tests.racing import at_once

State = Delivery.State


@pytest.fixture
def slow(db: None) -> Channel:
    return Channel.objects.create(name="Slow", recipients="slow@example.com")


@pytest.fixture
def listener(db: None) -> Channel:
    return Channel.objects.create(name="Listener", recipients="ops@example.com")


def wait_in(channel: Channel, minutes: float = 6) -> Delivery:
    event = publish(NEWS, subject="lead:1", channels=[channel])
    made = timezone.now() - timedelta(minutes=minutes)
    Delivery.objects.filter(event=event).update(created_at=made)
    return Delivery.objects.get(event=event)


def alarms() -> list[tuple[str, str]]:
    """What was told to whom, in order."""
    told = Delivery.objects.filter(event__type="fanout.alarm").order_by("pk")
    return [(item.event.data["what"], item.channel.name) for item in told]


def drain(channel: Channel) -> None:
    Delivery.objects.filter(channel=channel).update(state=State.SUCCEEDED)


def quiet_time_passes() -> None:
    Alert.objects.update(raised_at=timezone.now() - QUIET_TIME - timedelta(seconds=1))


def alarm_was_heard() -> None:
    Delivery.objects.filter(event__type="fanout.alarm").update(state=State.SUCCEEDED)


def test_long_wait_is_told_to_the_other_channels_and_so_is_its_end(
    slow: Channel, listener: Channel
) -> None:
    wait_in(slow, minutes=4)
    patrol.look()
    assert alarms() == []
    wait_in(slow)
    patrol.look()
    alarm = Delivery.objects.get(event__type="fanout.alarm")
    deliver(alarm.pk)
    drain(slow)
    patrol.look()
    assert alarms() == [("waiting", "Listener"), ("drained", "Listener")]


def test_alarm_and_all_clear_name_the_channel_and_how_long(
    slow: Channel, listener: Channel
) -> None:
    wait_in(slow)
    patrol.look()
    alarm = said("waiting")
    assert "Slow" in alarm.subject
    assert "5" in alarm.subject
    assert alarm.payload == {"channel": "Slow", "what": "waiting"}
    alarm_was_heard()
    drain(slow)
    patrol.look()
    assert "Slow" in said("drained").subject


def said(what: str) -> Message:
    event = Event.objects.get(type="fanout.alarm", data__what=what)
    message = registry.get(event.type).render(event.subject, event.data)
    assert message
    return message


def test_it_is_told_again_only_after_the_quiet_time(slow: Channel, listener: Channel) -> None:
    wait_in(slow)
    for _look in range(3):
        patrol.look()
    assert len(alarms()) == 1
    alarm_was_heard()
    quiet_time_passes()
    patrol.look()
    assert len(alarms()) == 2


def test_wait_that_comes_and_goes_is_told_once_in_the_quiet_time(
    slow: Channel, listener: Channel
) -> None:
    for _round in range(3):
        wait_in(slow)
        patrol.look()
        alarm_was_heard()
        drain(slow)
        patrol.look()
    assert [what for what, _who in alarms()] == ["waiting", "drained"]


def test_alarm_that_is_still_on_its_way_is_not_followed_by_another(
    slow: Channel, listener: Channel
) -> None:
    wait_in(slow)
    patrol.look()
    quiet_time_passes()
    patrol.look()
    assert alarms() == [("waiting", "Listener")]


def test_alarm_that_comes_too_late_is_not_sent(slow: Channel, listener: Channel) -> None:
    wait_in(slow)
    patrol.look()
    drain(slow)
    patrol.look()
    deliver(Delivery.objects.get(event__type="fanout.alarm").pk)
    assert Delivery.objects.get(event__type="fanout.alarm").state == State.CANCELLED
    assert alarms() == [("waiting", "Listener")]


def test_failing_delivery_that_waits_for_its_next_try_counts(
    slow: Channel, listener: Channel
) -> None:
    delivery = wait_in(slow)
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=4, next_attempt_at=timezone.now() + timedelta(hours=2)
    )
    patrol.look()
    assert alarms() == [("waiting", "Listener")]


@pytest.mark.parametrize("change", [{"paused_at": timezone.now()}, {"is_active": False}])
def test_channel_out_of_service_is_not_missed(
    slow: Channel, listener: Channel, change: dict[str, object]
) -> None:
    wait_in(slow)
    Channel.objects.filter(pk=slow.pk).update(**change)
    patrol.look()
    assert alarms() == []


def test_channel_that_is_paused_after_its_alarm_gets_no_all_clear(
    slow: Channel, listener: Channel
) -> None:
    wait_in(slow)
    patrol.look()
    alarm_was_heard()
    slow.pause(Channel.PauseReason.BY_HAND)
    patrol.look()
    assert [what for what, _who in alarms()] == ["waiting"]
    assert not Alert.objects.get().is_open


def test_resumed_channel_gets_its_time_to_drain(slow: Channel, listener: Channel) -> None:
    slow.pause(Channel.PauseReason.BY_HAND)
    wait_in(slow, minutes=600)
    slow.resume()
    patrol.look()
    assert alarms() == []
    Channel.objects.update(resumed_at=timezone.now() - timedelta(minutes=6))
    patrol.look()
    assert alarms() == [("waiting", "Listener")]


def test_waiting_alarm_raises_no_alarm_about_itself(slow: Channel, listener: Channel) -> None:
    wait_in(slow)
    patrol.look()
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    patrol.look()
    assert alarms() == [("waiting", "Listener")]


def test_threshold_is_a_setting(slow: Channel, listener: Channel, settings: Settings) -> None:
    settings.FANOUT_WAITING_ALARM = 3600
    wait_in(slow, minutes=59)
    patrol.look()
    assert alarms() == []


def test_only_channel_there_is_has_nobody_to_tell(slow: Channel) -> None:
    wait_in(slow)
    patrol.look()
    assert alarms() == []
    assert Alert.objects.get().is_open


def test_of_many_relays_one_tells_and_one_takes_it_back(committed: str) -> None:
    slow = Channel.objects.create(name="Slow", recipients="slow@example.com")
    Channel.objects.create(name="Listener", recipients="ops@example.com")
    event = publish_now(slow)
    Delivery.objects.filter(event=event).update(created_at=timezone.now() - timedelta(minutes=6))
    at_once(patrol.look)
    assert alarms() == [("waiting", "Listener")]
    alarm_was_heard()
    drain(slow)
    at_once(patrol.look)
    assert alarms() == [("waiting", "Listener"), ("drained", "Listener")]


def publish_now(channel: Channel) -> Event:
    with transaction.atomic():
        return publish(NEWS, subject="lead:1", channels=[channel])
