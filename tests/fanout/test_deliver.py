"""One delivery against a real receiver, in this process."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from fanout.deliver import deliver
from fanout.models import Attempt, Channel, Delivery, Event
from fanout.outbox import publish
from tests.fanout.conftest import NEWS, SECRET, try_once, webhook
from tests.fanout.receivers import RESET, Answer, receiver

pytestmark = pytest.mark.django_db
State = Delivery.State


def announce(channel: Channel, subject: str = "lead:1") -> Delivery:
    event = publish(NEWS, subject=subject, data={"colour": "héllo"}, channels=[channel])
    return Delivery.objects.get(event=event)


def test_accepted_webhook_is_signed_and_closes_its_attempt() -> None:
    with receiver(204) as endpoint:
        delivery = try_once(announce(webhook(endpoint.url)))
    assert (delivery.state, delivery.http_status) == (State.SUCCEEDED, 204)
    request = endpoint.requests[0]
    body = Webhook(SECRET).verify(request.body, request.headers)
    assert body["type"] == NEWS
    assert body["data"] == {"subject": "lead:1", "colour": "héllo"}
    assert datetime.fromisoformat(body["timestamp"]).tzinfo == UTC
    assert request.headers["webhook-id"] == delivery.msg_id
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.http_status) == ("SENT", 204)
    assert not attempt.maybe_sent


def test_both_secrets_sign_while_one_replaces_the_other() -> None:
    fresh = "whsec_" + "B" * 43 + "="
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        channel.set_secret(fresh)
        channel.save()
        try_once(announce(channel))
    request = endpoint.requests[0]
    for secret in (SECRET, fresh):
        Webhook(secret).verify(request.body, request.headers)


def test_old_secret_stops_signing_after_a_day() -> None:
    channel = webhook("https://example.com")
    channel.set_secret(fresh := "whsec_" + "B" * 43 + "=")
    assert channel.secret_changed_at
    channel.secret_changed_at -= timedelta(hours=25)
    assert channel.signing_secrets() == [fresh]


def test_success_after_failures_keeps_the_message_id() -> None:
    with receiver(500, 503, 200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        for expected in (State.PENDING, State.PENDING, State.SUCCEEDED):
            assert try_once(delivery).state == expected
    assert delivery.attempts == 3
    assert {request.headers["webhook-id"] for request in endpoint.requests} == {delivery.msg_id}


def test_lost_answer_repeats_under_the_same_message_id_and_is_no_crash() -> None:
    with receiver(RESET, 200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        for expected in (State.PENDING, State.SUCCEEDED):
            assert try_once(delivery).state == expected
    assert [request.headers["webhook-id"] for request in endpoint.requests] == [delivery.msg_id] * 2
    assert not any(attempt.maybe_sent for attempt in delivery.attempt_set.all())


def test_redirects_are_not_followed() -> None:
    with receiver(200) as target, receiver(Answer(302, {"Location": target.url})) as endpoint:
        delivery = try_once(announce(webhook(endpoint.url)))
    assert (delivery.state, delivery.last_error_class) == (State.PENDING, "http_302")
    assert not target.requests


def test_retry_after_is_a_floor() -> None:
    with receiver(Answer(429, {"Retry-After": "3600"})) as endpoint:
        delivery = try_once(announce(webhook(endpoint.url)))
    assert delivery.next_attempt_at > timezone.now() + timedelta(minutes=59)


def test_unreachable_receiver_is_tried_again() -> None:
    with receiver(200) as endpoint:
        url = endpoint.url
    delivery = try_once(announce(webhook(url)))
    assert (delivery.state, delivery.last_error_class) == (State.PENDING, "ConnectError")


def test_delivery_is_given_up_after_the_last_delay(settings: Settings) -> None:
    settings.FANOUT_RETRY_DELAYS = [1, 1]
    with receiver(500) as endpoint:
        delivery = announce(webhook(endpoint.url))
        states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]
    assert delivery.finished_at


@pytest.mark.parametrize("status", [400, 413, 422])
def test_refused_message_is_given_up_after_three_tries(status: int) -> None:
    with receiver(500, status) as endpoint:
        delivery = announce(webhook(endpoint.url))
        states = [try_once(delivery).state for _try in range(4)]
    assert states == [State.PENDING, State.PENDING, State.PENDING, State.DEAD]
    assert Channel.objects.get().failures_in_a_row == 0


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refused_credentials_pause_the_channel_and_its_deliveries_wait(status: int) -> None:
    with receiver(status, 200) as endpoint:
        channel = webhook(endpoint.url)
        delivery = try_once(announce(channel))
        assert (delivery.state, delivery.attempts) == (State.PENDING, 0)
        channel.refresh_from_db()
        assert channel.paused_reason == str(status)
        assert not Delivery.objects.due().exists()
        channel.resume()
        assert try_once(delivery).state == State.SUCCEEDED


def test_pauses_do_not_count_as_refusals_of_the_message() -> None:
    with receiver(401, 403, 404, 422, 200) as endpoint:
        channel = webhook(endpoint.url)
        delivery = announce(channel)
        for _pause in range(3):
            assert try_once(delivery).state == State.PENDING
            channel.resume()
        assert try_once(delivery).state == State.PENDING
        assert try_once(delivery).state == State.SUCCEEDED


def test_resuming_makes_what_waits_due_at_once() -> None:
    with receiver(500, 401, 200) as endpoint:
        channel = webhook(endpoint.url)
        failed_before, refused = announce(channel, "lead:1"), announce(channel, "lead:2")
        assert try_once(failed_before).next_attempt_at > timezone.now()
        Delivery.objects.update(hinted_at=timezone.now())
        try_once(refused)
        channel.resume()
        assert set(Delivery.objects.due()) == {failed_before, refused}
        assert not Delivery.objects.exclude(hinted_at=None).exists()


def test_gone_receiver_disables_the_channel() -> None:
    with receiver(410) as endpoint:
        channel = webhook(endpoint.url)
        other = announce(channel, "lead:2")
        assert try_once(announce(channel)).state == State.DEAD
        assert try_once(other).state == State.PENDING
    channel.refresh_from_db()
    assert not channel.is_active
    publish(NEWS, subject="lead:3")
    assert not Delivery.objects.for_subject("lead:3").exists()


def test_subject_that_is_gone_cancels_the_delivery() -> None:
    with receiver(200) as endpoint:
        delivery = try_once(announce(webhook(endpoint.url), "gone:1"))
    assert delivery.state == State.CANCELLED
    assert not endpoint.requests


def test_broken_renderer_is_given_up_after_three_tries() -> None:
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url), "broken:1")
        states = [try_once(delivery).state for _try in range(3)]
    assert states == [State.PENDING, State.PENDING, State.DEAD]
    assert delivery.last_error_class == "render:KeyError"


@pytest.mark.parametrize("subject", ["gone:1", "broken:1"])
def test_probe_that_never_reached_the_receiver_is_given_to_the_next(subject: str) -> None:
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        unsent, sendable = announce(channel, subject), announce(channel, "lead:2")
        Channel.objects.update(
            failures_in_a_row=5, breaker_openings=1, breaker_open_until=timezone.now()
        )
        try_once(unsent)
        assert not endpoint.requests
        assert try_once(sendable).state == State.SUCCEEDED
    assert Channel.objects.get().breaker_open_until is None


def test_unreadable_secret_pauses_the_channel(settings: Settings) -> None:
    channel = webhook("https://receiver.example.com/")
    settings.ENCRYPTION_KEYS = ["another key entirely"]
    assert try_once(announce(channel)).state == State.PENDING
    channel.refresh_from_db()
    assert channel.paused_reason == Channel.PauseReason.SECRET


def test_secret_entered_again_signs_although_the_old_one_is_unreadable(settings: Settings) -> None:
    fresh = "whsec_" + "B" * 43 + "="
    with receiver(200) as endpoint:
        channel = webhook(endpoint.url)
        settings.ENCRYPTION_KEYS = ["another key entirely"]
        channel.set_secret(fresh)
        channel.save()
        assert try_once(announce(channel)).state == State.SUCCEEDED
    request = endpoint.requests[0]
    Webhook(fresh).verify(request.body, request.headers)


def test_private_address_is_never_connected_to(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = []
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        states = {try_once(delivery).state for _try in range(4)}
        assert (states, delivery.last_error_class) == ({State.PENDING}, "AddressRefusedError")
        assert not endpoint.requests
        settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
        Channel.objects.get().resume()
        assert try_once(delivery).state == State.SUCCEEDED


def test_finished_delivery_is_not_sent_again() -> None:
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        try_once(delivery)
        try_once(delivery)
    assert len(endpoint.requests) == 1


def test_crashed_sender_leaves_evidence_and_the_next_one_sends() -> None:
    with receiver(200) as endpoint:
        delivery = announce(webhook(endpoint.url))
        assert Delivery.objects.claim(delivery.pk)
        deliver(delivery.pk)
        assert not endpoint.requests
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.SUCCEEDED, 2)
    assert [attempt.maybe_sent for attempt in Attempt.objects.all()] == [True, False]


def test_delivery_whose_senders_all_die_is_given_up(settings: Settings) -> None:
    settings.FANOUT_RETRY_DELAYS = [1]
    delivery = announce(webhook("https://receiver.example.com/"))
    Delivery.objects.update(attempts=2)
    delivery = try_once(delivery)
    assert (delivery.state, delivery.last_error_class) == (State.DEAD, "abandoned")


def test_success_counts_after_the_lease_was_lost() -> None:
    delivery = announce(webhook("https://receiver.example.com/"))
    claimed = Delivery.objects.claim(delivery.pk)
    assert claimed
    Delivery.objects.update(lease_token=uuid.uuid4())
    assert not Delivery.objects.finish(claimed, state=State.DEAD)
    Delivery.objects.finish_sent(claimed, 200)
    delivery.refresh_from_db()
    assert delivery.state == State.SUCCEEDED


def test_success_does_not_revive_a_cancelled_delivery() -> None:
    delivery = announce(webhook("https://receiver.example.com/"))
    claimed = Delivery.objects.claim(delivery.pk)
    assert claimed
    Delivery.objects.update(state=State.CANCELLED)
    Delivery.objects.finish_sent(claimed, 200)
    delivery.refresh_from_db()
    assert delivery.state == State.CANCELLED


def test_dead_delivery_raises_one_alarm_through_the_other_channels(settings: Settings) -> None:
    settings.FANOUT_RETRY_DELAYS = []
    Channel.objects.create(name="Inbox", recipients="ops@example.com")
    with receiver(500) as endpoint:
        channel = webhook(endpoint.url)
        try_once(announce(channel, "lead:1"))
        try_once(announce(channel, "lead:2"))
        alarm = Delivery.objects.get(event__type="fanout.alarm")
        assert alarm.channel.name == "Inbox"
        assert try_once(alarm).state == State.SUCCEEDED


def alarms() -> list[str]:
    published = Event.objects.filter(type="fanout.alarm").order_by("created_at")
    return [event.data["what"] for event in published]


def test_each_pause_raises_its_alarm_however_soon_after_another(settings: Settings) -> None:
    settings.FANOUT_RETRY_DELAYS = []
    Channel.objects.create(name="Inbox", recipients="ops@example.com")
    with receiver(500, 401, 403) as endpoint:
        channel = webhook(endpoint.url)
        try_once(announce(channel, "lead:1"))
        for subject in ("lead:2", "lead:3"):
            try_once(announce(channel, subject))
            channel.resume()
    assert sorted(alarms()) == ["dead", "paused", "paused"]


def test_channel_that_is_gone_raises_one_alarm() -> None:
    Channel.objects.create(name="Inbox", recipients="ops@example.com")
    with receiver(410) as endpoint:
        try_once(announce(webhook(endpoint.url)))
    assert alarms() == ["paused"]


def test_channel_that_an_alarm_stops_is_told_to_those_that_still_work() -> None:
    Channel.objects.create(name="Inbox", recipients="ops@example.com")
    with receiver(401) as one, receiver(401) as other:
        channel = webhook(one.url)
        second = Channel(name="Second", kind=Channel.Kind.WEBHOOK, url=other.url)
        second.set_secret(SECRET)
        second.save()
        try_once(announce(channel))
        for _round in range(3):
            for alarm in Delivery.objects.due():
                try_once(alarm)
    told = Delivery.objects.filter(state=State.SUCCEEDED, event__type="fanout.alarm")
    assert {item.event.subject for item in told} == {
        f"channel:{channel.pk}",
        f"channel:{second.pk}",
    }
    assert alarms() == ["paused", "paused"]


def test_pause_does_not_silence_the_next_failed_delivery(settings: Settings) -> None:
    settings.FANOUT_RETRY_DELAYS = []
    Channel.objects.create(name="Inbox", recipients="ops@example.com")
    with receiver(401, 500) as endpoint:
        channel = webhook(endpoint.url)
        delivery = try_once(announce(channel))
        channel.resume()
        assert try_once(delivery).state == State.DEAD
    assert alarms() == ["paused", "dead"]
