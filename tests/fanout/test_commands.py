import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from fanout.models import Channel, Delivery, Heartbeat
from fanout.trial import send_test

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    output = StringIO()
    call_command(*args, stdout=output)
    return output.getvalue()


@pytest.fixture
def channel() -> Channel:
    return Channel.objects.create(name="Inbox", recipients="a@example.com")


def test_status_as_json_counts_per_channel(channel: Channel) -> None:
    send_test(channel)
    send_test(channel)
    first = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=first.pk).update(state="DEAD")
    Heartbeat.objects.beat("relay")
    status = json.loads(run("fanout", "status", "--json"))
    (row,) = status["channels"]
    assert (row["name"], row["waiting"], row["dead"]) == ("Inbox", 1, 1)
    assert row["oldest_waiting"]
    assert status["heartbeats"]["relay"] < 60
    assert status["heartbeats"]["worker"] is None


def test_status_reads_as_a_table(channel: Channel) -> None:
    table = run("fanout", "status")
    assert "Inbox" in table
    assert "never" in table


def test_status_without_channels_says_what_to_do() -> None:
    assert "bootstrap" in run("fanout", "status")


@pytest.mark.parametrize("as_new", [False, True])
def test_replay_sends_the_dead_ones_of_a_channel_again(channel: Channel, as_new: bool) -> None:
    send_test(channel)
    send_test(channel)
    dead = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=dead.pk).update(state="DEAD")
    flags = ["--as-new"] if as_new else []
    answer = json.loads(run("fanout", "replay", "--channel", "Inbox", "--json", *flags))
    again = Delivery.objects.get(pk__in=answer["replayed"])
    assert (again.msg_id == dead.msg_id) is not as_new
    assert again.replay_no == 1


def test_replay_without_a_choice_is_refused() -> None:
    with pytest.raises(CommandError, match="--channel"):
        run("fanout", "replay")


def test_heartbeat_command_fails_until_the_role_has_beaten() -> None:
    with pytest.raises(CommandError, match="90 seconds"):
        run("heartbeat", "worker")
    Heartbeat.objects.beat("worker")
    assert "alive" in run("heartbeat", "worker")
    with pytest.raises(CommandError):
        run("heartbeat", "beat")


def test_bootstrap_makes_the_default_channel_once() -> None:
    assert settings.LEAD_EMAIL in run("bootstrap")
    assert settings.LEAD_EMAIL not in run("bootstrap")
    assert Channel.objects.get().recipient_list() == [settings.LEAD_EMAIL]


def test_bootstrap_leaves_existing_channels_alone(channel: Channel) -> None:
    run("bootstrap")
    assert Channel.objects.get() == channel
