"""`manage.py fanout` and `manage.py heartbeat`, as people and monitors use them."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from fanout.heartbeat import INSTANCE
from fanout.models import Canary, Channel, Delivery, Heartbeat
from fanout.outbox import publish
from fanout.trial import send_test
from tests.fanout.conftest import NEWS

pytestmark = pytest.mark.django_db
LEAD = "lead:ALFA-7K3M-9QX2"


def run(*args: str) -> str:
    output = StringIO()
    call_command(*args, stdout=output)
    return output.getvalue()


def as_json(*args: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run("fanout", *args, "--json"))
    return answer


@pytest.fixture
def channel() -> Channel:
    return Channel.objects.create(name="Inbox", recipients="a@example.com")


@pytest.fixture
def other() -> Channel:
    return Channel.objects.create(name="CRM", recipients="b@example.com")


def dead(channel: Channel, subject: str = LEAD, **values: Any) -> Delivery:
    event = publish(NEWS, subject=subject, channels=[channel])
    values = {"finished_at": timezone.now(), "last_error_class": "http_500", **values}
    Delivery.objects.filter(event=event).update(state=Delivery.State.DEAD, **values)
    return Delivery.objects.get(event=event)


def all_roles_beat() -> None:
    for role in Heartbeat.Role.values:
        Heartbeat.objects.beat(role, "here:1")


def test_status_as_json_counts_per_channel(channel: Channel) -> None:
    dead(channel)
    send_test(channel)
    Heartbeat.objects.beat("relay", "one:1")
    status = as_json("status")
    (row,) = status["channels"]
    assert (row["name"], row["waiting"], row["dead"]) == ("Inbox", 1, 1)
    assert (row["breaker"], row["paused_since"], row["is_overdue"]) == ("closed", None, False)
    assert row["oldest_waiting"]
    assert status["heartbeats"]["relay"] < 60
    assert status["heartbeats"]["worker"] is None
    assert status["canary"] is None


def test_dead_deliveries_that_were_sent_again_are_not_counted(channel: Channel) -> None:
    dead(channel)
    run("fanout", "replay", "--dead", "--yes")
    (row,) = as_json("status")["channels"]
    assert (row["dead"], row["waiting"]) == (0, 1)


def test_status_shows_breaker_and_pause(channel: Channel, other: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(
        breaker_open_until=timezone.now() + timedelta(minutes=5)
    )
    other.pause(Channel.PauseReason.FORBIDDEN)
    rows = {row["name"]: row for row in as_json("status")["channels"]}
    assert rows["Inbox"]["breaker"] == "open"
    assert (rows["CRM"]["paused_reason"], rows["CRM"]["breaker"]) == ("403", "closed")
    assert rows["CRM"]["paused_since"]
    Channel.objects.filter(pk=channel.pk).update(breaker_open_until=timezone.now())
    assert {row["breaker"] for row in as_json("status")["channels"]} == {"half open", "closed"}
    table = run("fanout", "status")
    assert "(for 0 s)" in table
    assert "(breaker half open)" in table


def test_status_shows_the_last_canary(channel: Channel, settings: Settings) -> None:
    settings.CANARY_INTERVAL = 3600
    journey = Canary.objects.set_out()
    Canary.objects.amend(journey, outcome=Canary.Outcome.ARRIVED, seconds=1.25, subject=LEAD)
    canary = as_json("status")["canary"]
    assert (canary["outcome"], canary["seconds"], canary["subject"]) == ("ARRIVED", 1.25, LEAD)
    assert "1.2 s" in run("fanout", "status")


def test_status_reads_as_a_table(channel: Channel) -> None:
    table = run("fanout", "status")
    assert "Inbox" in table
    assert "never" in table


def test_status_shows_a_name_that_looks_like_markup_as_it_is() -> None:
    Channel.objects.create(name="[red]CRM[/nothing]", recipients="a@example.com")
    assert "[red]CRM[/nothing]" in run("fanout", "status")


def test_status_without_channels_says_what_to_do() -> None:
    assert "bootstrap" in run("fanout", "status")


def test_check_passes_while_all_is_well(channel: Channel) -> None:
    all_roles_beat()
    send_test(channel)
    channel.pause(Channel.PauseReason.BY_HAND)
    assert as_json("status", "--check")["problems"] == []


def test_check_fails_and_names_what_a_person_should_look_at(
    channel: Channel, other: Channel
) -> None:
    send_test(channel)
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    other.pause(Channel.PauseReason.NOT_FOUND)
    Heartbeat.objects.beat("relay", "here:1")
    with pytest.raises(CommandError) as error:
        run("fanout", "status", "--check")
    text = str(error.value)
    assert error.value.returncode == 1
    for expected in ("Inbox: waiting for 36", "CRM: paused (404)", "worker: no sign of life"):
        assert expected in text
    assert "relay" not in text


def test_check_fails_for_a_channel_whose_receiver_is_gone_until_it_is_resumed(
    channel: Channel,
) -> None:
    all_roles_beat()
    channel.pause(Channel.PauseReason.GONE)
    Channel.objects.update(is_active=False)
    assert as_json("status")["problems"] == ["Inbox: paused (410)"]
    channel.resume()
    assert as_json("status")["problems"] == []


@pytest.mark.parametrize("as_new", [False, True])
def test_replay_sends_the_dead_ones_of_a_channel_again(
    channel: Channel, other: Channel, as_new: bool
) -> None:
    lost = dead(channel)
    dead(other)
    send_test(channel)
    flags = ["--as-new"] if as_new else []
    answer = as_json("replay", "--channel", "Inbox", "--yes", *flags)
    again = Delivery.objects.get(pk__in=answer["replayed"])
    assert (again.msg_id == lost.msg_id) is not as_new
    assert (again.channel, again.replay_no) == (channel, 1)
    assert ModelLogEntry.objects.get(action="fanout.replay").object_id == str(again.pk)


def test_bulk_replay_without_yes_counts_and_sends_nothing(channel: Channel, other: Channel) -> None:
    dead(channel)
    dead(channel, last_error_class="http_422")
    dead(other)
    output = StringIO()
    with pytest.raises(CommandError, match="Add --yes to send 3 again"):
        call_command("fanout", "replay", "--dead", "--json", stdout=output)
    answer = json.loads(output.getvalue())
    assert answer["would_replay"] == 3
    assert {"channel": "CRM", "reason": "http_500", "deliveries": 1} in answer["groups"]
    with pytest.raises(CommandError):
        call_command("fanout", "replay", "--dead", stdout=output)
    assert "http_422" in output.getvalue()
    assert Delivery.objects.count() == 3


def test_bulk_replay_of_nothing_is_no_error() -> None:
    assert as_json("replay", "--dead")["would_replay"] == 0
    assert as_json("replay", "--dead", "--yes") == {"replayed": []}


def test_replay_chooses_by_reason_and_time(channel: Channel) -> None:
    dead(channel, last_error_class="http_422")
    dead(channel, finished_at=timezone.now() - timedelta(hours=3))
    wanted = dead(channel)
    answer = as_json("replay", "--reason", "http_500", "--since", "2h", "--yes")
    again = Delivery.objects.get(pk__in=answer["replayed"])
    assert again.event_id == wanted.event_id


@pytest.mark.parametrize("when", ["yesterday", "2 weeks", "2026-13-01", "", "-1h"])
def test_time_that_means_nothing_is_refused(when: str) -> None:
    with pytest.raises(CommandError, match=r"2026-01-31|choose among"):
        run("fanout", "replay", f"--since={when}", "--yes")


def test_replay_of_a_channel_leaves_what_was_sent_again_already(channel: Channel) -> None:
    dead(channel)
    command = ("replay", "--channel", "Inbox", "--yes")
    assert len(as_json(*command)["replayed"]) == 1
    Delivery.objects.filter(replay_no=1).update(state="SUCCEEDED")
    assert as_json(*command) == {"replayed": []}


@pytest.mark.parametrize("word", [LEAD, LEAD.removeprefix("lead:"), "msg_id"])
def test_replay_by_subject_or_message_sends_only_what_failed(
    channel: Channel, other: Channel, word: str
) -> None:
    lost = dead(channel)
    event = publish(NEWS, subject=LEAD, channels=[other])
    Delivery.objects.filter(event=event).update(state="SUCCEEDED")
    answer = as_json("replay", lost.msg_id if word == "msg_id" else word)
    assert Delivery.objects.get(pk__in=answer["replayed"]).channel == channel


def test_replay_by_number_sends_also_what_arrived(channel: Channel) -> None:
    send_test(channel)
    Delivery.objects.update(state="SUCCEEDED")
    number = str(Delivery.objects.get().pk)
    assert len(as_json("replay", number)["replayed"]) == 1
    assert "sent again already" in run("fanout", "replay", number)


@pytest.mark.parametrize("word", ["999999", "9" * 40, "msg_0", "lead:NONE", "%", "", "x" * 5000])
def test_replay_of_something_unknown_says_what_can_be_named(word: str) -> None:
    with pytest.raises(CommandError, match="by its number"):
        run("fanout", "replay", word)


@pytest.mark.parametrize("words", [[], ["7", "--dead"], ["7", "--channel", "Inbox"]])
def test_replay_of_no_or_two_choices_is_refused(words: list[str]) -> None:
    with pytest.raises(CommandError, match="--channel NAME"):
        run("fanout", "replay", *words)


def test_channels_are_paused_and_resumed_by_name(channel: Channel, other: Channel) -> None:
    assert as_json("pause", "Inbox", "CRM", "Inbox") == {
        "paused": ["Inbox", "CRM"],
        "unchanged": [],
    }
    assert not Channel.objects.admitting().exists()
    assert as_json("pause", "--all") == {"paused": [], "unchanged": ["CRM", "Inbox"]}
    assert as_json("resume", "Inbox") == {"resumed": ["Inbox"], "unchanged": []}
    assert Channel.objects.admitting().get() == channel
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["fanout.pause", "fanout.pause", "fanout.resume"]


def test_switching_channels_reads_as_a_table(channel: Channel) -> None:
    channel.pause(Channel.PauseReason.BY_HAND)
    assert "was so already" in run("fanout", "pause", "Inbox")
    table = run("fanout", "resume", "Inbox")
    assert "changed" in table
    assert "Inbox" in table


@pytest.mark.parametrize("command", ["pause", "resume"])
@pytest.mark.parametrize("words", [[], ["Inbox", "--all"]])
def test_switching_no_channel_or_all_and_some_is_refused(command: str, words: list[str]) -> None:
    with pytest.raises(CommandError, match="--all"):
        run("fanout", command, *words)


@pytest.mark.parametrize("command", [["pause"], ["resume"], ["replay", "--channel"]])
def test_unknown_channel_is_refused_with_the_names_there_are(
    channel: Channel, command: list[str]
) -> None:
    with pytest.raises(CommandError, match=r"No channel is called 'inbox'\. Channels: 'Inbox'"):
        run("fanout", *command, "inbox")


def test_unknown_second_channel_keeps_the_first_as_it_is(channel: Channel) -> None:
    with pytest.raises(CommandError):
        run("fanout", "pause", "Inbox", "No such")
    assert Channel.objects.admitting().get() == channel


def test_heartbeat_command_fails_until_the_role_has_beaten() -> None:
    with pytest.raises(CommandError, match="90 seconds"):
        run("heartbeat", "worker")
    Heartbeat.objects.beat("worker", "elsewhere:1")
    assert "alive" in run("heartbeat", "worker")
    with pytest.raises(CommandError):
        run("heartbeat", "beat")


def test_heartbeat_command_can_ask_for_this_machine_alone() -> None:
    Heartbeat.objects.beat("worker", "elsewhere:1")
    with pytest.raises(CommandError, match="90 seconds"):
        run("heartbeat", "worker", "--here")
    Heartbeat.objects.beat("worker", INSTANCE)
    assert "alive" in run("heartbeat", "worker", "--here")


def test_hanging_worker_is_seen_beside_one_that_works() -> None:
    Heartbeat.objects.beat("worker", "hangs:1")
    Heartbeat.objects.update(beaten_at=timezone.now() - timedelta(minutes=5))
    Heartbeat.objects.beat("worker", "works:1")
    status = as_json("status")
    ages = {row["instance"]: row["age"] for row in status["processes"] if row["instance"]}
    assert ages["hangs:1"] > 90 > ages["works:1"]
    assert status["heartbeats"]["worker"] < 90
    assert "no sign of life" in run("fanout", "status")


def test_process_that_was_taken_away_is_forgotten() -> None:
    Heartbeat.objects.beat("worker", "gone:1")
    Heartbeat.objects.update(beaten_at=timezone.now() - timedelta(minutes=61))
    Heartbeat.objects.beat("relay", "here:1")
    assert list(Heartbeat.objects.values_list("instance", flat=True)) == ["here:1"]


def test_bootstrap_makes_the_default_channel_once() -> None:
    assert settings.LEAD_EMAIL in run("bootstrap")
    assert settings.LEAD_EMAIL not in run("bootstrap")
    channel = Channel.objects.get(kind=Channel.Kind.EMAIL)
    assert channel.recipient_list() == [settings.LEAD_EMAIL]


@pytest.mark.parametrize(("language", "name"), [("id", "Penugasan"), ("en", "Assignments")])
def test_bootstrap_lets_staff_know_what_they_are_given(language: str, name: str) -> None:
    with translation.override(language):
        assert f"Channel {name}: e-mail to whom it concerns" in run("bootstrap")
    channel = Channel.objects.get(kind=Channel.Kind.STAFF)
    assert (channel.name, channel.is_active) == (name, True)
    assert channel.recipient_list() == [settings.LEAD_EMAIL]


def test_bootstrap_leaves_existing_channels_alone_and_adds_what_tells_staff(
    channel: Channel,
) -> None:
    with translation.override("en"):
        run("bootstrap")
        run("bootstrap")
    staff = Channel.objects.exclude(pk=channel.pk).get()
    assert (staff.name, staff.kind) == ("Assignments", "staff")
    Channel.objects.filter(pk=staff.pk).update(name="Tugas", is_active=False)
    run("bootstrap")
    assert Channel.objects.count() == 2, "it is kept, also where it was switched off"


def test_bootstrap_finds_a_name_that_no_channel_has(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(name="Assignments")
    with translation.override("en"):
        run("bootstrap")
    assert Channel.objects.get(kind="staff").name == "Assignments 2"
