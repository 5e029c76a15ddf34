"""Channels and deliveries in the admin."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.models import User
from fanout.models import Attempt, Channel, Delivery
from fanout.trial import send_test
from tests.fanout.conftest import webhook

pytestmark = pytest.mark.django_db
URL = "https://receiver.example.com/hook"


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("editor", "editor@example.com")
    group = Group.objects.create(name="Editors without announcements")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    return client


def delivery_in(state: str) -> Delivery:
    channel = webhook(URL)
    send_test(channel)
    Delivery.objects.update(state=state)
    return Delivery.objects.get()


def test_send_test_asks_first_and_then_queues_one_delivery(admin: Client) -> None:
    channel = webhook(URL)
    address = reverse("channels:send_test", args=[channel.pk])
    assert admin.get(address).status_code == 200
    assert not Delivery.objects.exists()
    assert admin.post(address).status_code == 302
    assert Delivery.objects.get().channel == channel
    assert ModelLogEntry.objects.filter(action="fanout.send_test").count() == 1


def test_channel_is_paused_and_resumed(admin: Client) -> None:
    channel = webhook(URL)
    admin.post(reverse("channels:pause", args=[channel.pk]))
    assert not Channel.objects.admitting().exists()
    assert "Resume" in admin.get(reverse("channels:edit", args=[channel.pk])).content.decode()
    admin.post(reverse("channels:resume", args=[channel.pk]))
    assert Channel.objects.admitting().get() == channel


def test_dead_delivery_is_sent_again_under_the_same_message_id(admin: Client) -> None:
    dead = delivery_in(Delivery.State.DEAD)
    assert admin.post(reverse("deliveries:replay", args=[dead.pk])).status_code == 302
    again = Delivery.objects.get(replay_no=1)
    assert (again.state, again.msg_id) == (Delivery.State.PENDING, dead.msg_id)


def test_waiting_delivery_is_not_sent_twice(admin: Client) -> None:
    waiting = delivery_in(Delivery.State.PENDING)
    admin.post(reverse("deliveries:replay", args=[waiting.pk]))
    assert Delivery.objects.count() == 1


def test_second_of_two_people_who_send_again_is_told_so(admin: Client) -> None:
    dead = delivery_in(Delivery.State.DEAD)
    address = reverse("deliveries:replay", args=[dead.pk])
    admin.post(address)
    answer = admin.post(address, follow=True)
    assert Delivery.objects.count() == 2
    assert "sent again already" in answer.content.decode()
    assert ModelLogEntry.objects.filter(action="fanout.replay").count() == 1


def test_nothing_is_sent_to_an_inactive_channel(admin: Client) -> None:
    dead = delivery_in(Delivery.State.DEAD)
    Channel.objects.update(is_active=False)
    for address in (
        reverse("channels:send_test", args=[dead.channel_id]),
        reverse("deliveries:replay", args=[dead.pk]),
    ):
        assert "the channel is inactive" in admin.post(address, follow=True).content.decode()
    answer = admin.post(reverse("deliveries:replay_failed"), follow=True).content.decode()
    assert "more failed" not in answer
    assert Delivery.objects.get() == dead
    assert not ModelLogEntry.objects.exists()


def test_list_of_channels_counts_what_failed_and_was_not_sent_again(admin: Client) -> None:
    channel = webhook(URL)
    failed(channel, "http_500")
    again = failed(channel, "http_422")
    assert counted_failures(admin) == 2
    admin.post(reverse("deliveries:replay", args=[again.pk]))
    assert counted_failures(admin) == 1


def counted_failures(admin: Client) -> int:
    page = BeautifulSoup(admin.get(reverse("channels:index")).content, "html.parser")
    (row,) = page.select("main table tbody tr")
    return int(row.select("td")[-1].get_text(strip=True))


def test_delivery_shows_an_attempt_that_was_cut_short(admin: Client) -> None:
    delivery = delivery_in(Delivery.State.PENDING)
    assert Delivery.objects.claim(delivery.pk)
    assert Attempt.objects.get().maybe_sent
    page = reverse("deliveries:inspect", args=[delivery.pk])
    response = admin.get(page)
    assert len(response.context["attempts"]) == 1
    assert "maybe sent" in response.content.decode()
    assert "None" not in response.content.decode().partition("<dl>")[2].partition("</dl>")[0]


def failed(channel: Channel, reason: str, **values: object) -> Delivery:
    event = send_test(channel)
    state = {"state": "DEAD", "last_error_class": reason, "finished_at": timezone.now()}
    Delivery.objects.filter(event=event).update(**{**state, **values})
    return Delivery.objects.get(event=event)


def test_failed_ones_are_counted_by_channel_and_reason_before_they_are_sent_again(
    admin: Client,
) -> None:
    channel = webhook(URL)
    failed(channel, "http_500")
    failed(channel, "http_500")
    failed(channel, "http_422")
    send_test(channel)
    page = reverse("deliveries:replay_failed")
    groups = list(admin.get(page).context["groups"])
    counted = [(group["last_error_class"], group["number"]) for group in groups]
    assert counted == [("http_500", 2), ("http_422", 1)]
    assert Delivery.objects.count() == 4
    answer = admin.post(page, follow=True)
    assert "3 announcements are on their way again" in answer.content.decode()
    assert Delivery.objects.filter(replay_no=1, state="PENDING").count() == 3
    assert ModelLogEntry.objects.filter(action="fanout.replay").count() == 3
    assert "nothing failed" in admin.get(page).content.decode()


def test_only_failed_ones_that_the_list_shows_are_sent_again(admin: Client) -> None:
    channel = webhook(URL)
    other = Channel.objects.create(name="Other", recipients="a@example.com")
    wanted = failed(channel, "http_500")
    failed(channel, "http_422")
    failed(other, "http_500")
    failed(channel, "http_500", finished_at=timezone.now() - timedelta(days=3))
    yesterday = (timezone.localtime() - timedelta(days=1)).date()
    query = f"channel={channel.pk}&last_error_class=http_500&finished_at_from={yesterday}"
    listed = admin.get(f"{reverse('deliveries:index')}?{query}")
    page = f"{reverse('deliveries:replay_failed')}?{query}"
    assert page.replace("&", "&amp;") in listed.content.decode()
    admin.post(page)
    assert Delivery.objects.get(replay_no=1).event_id == wanted.event_id


def test_search_of_the_list_counts_for_sending_again(admin: Client) -> None:
    channel = webhook(URL)
    wanted, _other = failed(channel, "http_500"), failed(channel, "http_500")
    admin.post(f"{reverse('deliveries:replay_failed')}?q={wanted.msg_id}")
    assert Delivery.objects.get(replay_no=1).event_id == wanted.event_id


@pytest.mark.parametrize(
    "query", ["channel=999999", "channel=x", "state=LOST", "finished_at_from=x"]
)
def test_filter_that_means_nothing_sends_nothing(admin: Client, query: str) -> None:
    failed(webhook(URL), "http_500")
    admin.post(f"{reverse('deliveries:replay_failed')}?{query}")
    assert Delivery.objects.count() == 1


def test_more_than_a_click_can_send_is_offered_again(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fanout.views.deliveries.REPLAYS_AT_ONCE", 2)
    channel = webhook(URL)
    for _number in range(3):
        failed(channel, "http_500")
    answer = admin.post(reverse("deliveries:replay_failed"), follow=True).content.decode()
    assert "1 more failed" in answer
    assert Delivery.objects.filter(replay_no=1).count() == 2


def test_list_tells_what_was_maybe_sent(admin: Client) -> None:
    delivery = delivery_in(Delivery.State.PENDING)
    assert Delivery.objects.claim(delivery.pk)
    page = reverse("deliveries:index")
    assert "maybe" not in shown(admin, page), "it is being sent right now"
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "maybe" in shown(admin, page)
    assert "maybe" in shown(admin, f"{page}?maybe_sent=true")
    assert "maybe" not in shown(admin, f"{page}?maybe_sent=false")


def shown(admin: Client, page: str) -> list[str]:
    """The cells of the list's rows."""
    soup = BeautifulSoup(admin.get(page).content, "html.parser")
    return [cell.get_text(strip=True) for cell in soup.select("tbody td")]


@pytest.mark.parametrize("view", ["channels:index", "deliveries:index"])
def test_empty_list_says_what_to_do_next(admin: Client, view: str) -> None:
    html = admin.get(reverse(view)).content.decode()
    expected = reverse("channels:add") if view == "channels:index" else "Send test"
    assert expected in html


def test_number_of_queries_does_not_grow_with_the_deliveries(
    admin: Client, django_assert_max_num_queries: object
) -> None:
    channel = webhook(URL)
    for _number in range(12):
        send_test(channel)
    admin.get(reverse("deliveries:index"))
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        admin.get(reverse("deliveries:index"))


@pytest.mark.parametrize(
    "view",
    [
        "channels:index",
        "channels:add",
        "channels:add_kind",
        "channels:edit",
        "channels:send_test",
        "channels:pause",
        "channels:resume",
        "channels:history",
        "channels:usage",
        "deliveries:index",
        "deliveries:inspect",
        "deliveries:replay",
        "deliveries:replay_failed",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_editor_without_permission_is_refused(editor: Client, view: str, method: str) -> None:
    delivery = delivery_in(Delivery.State.DEAD)
    pks = {"channels": delivery.channel_id, "deliveries": delivery.pk}
    own = {"channels:index": [], "channels:add": [], "channels:add_kind": ["email"]}
    own |= {"deliveries:index": [], "deliveries:replay_failed": []}
    address = reverse(view, args=own.get(view, [pks[view.split(":", maxsplit=1)[0]]]))
    response = getattr(editor, method)(address)
    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert response["Location"] == reverse("wagtailadmin_home")
    assert Delivery.objects.count() == 1
    assert Channel.objects.admitting().exists()
