"""Channels and deliveries in the admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cms.models import User
from fanout import vault
from fanout.models import Attempt, Channel, Delivery
from fanout.trial import send_test
from tests.fanout.conftest import SECRET, webhook

pytestmark = pytest.mark.django_db
URL = "https://receiver.example.com/hook"


@pytest.fixture
def admin(client: Client) -> Client:
    user = User.objects.create_superuser("admin", "admin@example.com")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return client


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("editor", "editor@example.com")
    group = Group.objects.create(name="Editors without announcements")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    return client


def form_data(**changes: object) -> dict[str, object]:
    data = {"name": "CRM", "kind": "webhook", "is_active": "on", "recipients": "", "url": URL}
    return {**data, "secret": SECRET, **changes}


def delivery_in(state: str) -> Delivery:
    channel = webhook(URL)
    send_test(channel)
    Delivery.objects.update(state=state)
    return Delivery.objects.get()


def test_new_webhook_keeps_its_secret_encrypted_and_never_shows_it(admin: Client) -> None:
    response = admin.post(reverse("channels:add"), form_data())
    assert response.status_code == 302
    channel = Channel.objects.get()
    assert SECRET not in channel.secret_encrypted
    assert vault.decrypt(channel.secret_encrypted) == SECRET
    pages = [reverse("channels:index"), reverse("channels:edit", args=[channel.pk])]
    for page in pages:
        html = admin.get(page).content.decode()
        assert SECRET not in html
        assert channel.secret_encrypted not in html


def test_saving_without_a_secret_keeps_the_present_one(admin: Client) -> None:
    channel = webhook(URL)
    admin.post(reverse("channels:edit", args=[channel.pk]), form_data(secret="", name="New name"))
    channel.refresh_from_db()
    assert channel.name == "New name"
    assert channel.signing_secrets() == [SECRET]


def test_new_secret_signs_beside_the_old_one(admin: Client) -> None:
    channel = webhook(URL)
    fresh = "whsec_" + "A" * 43 + "="
    admin.post(reverse("channels:edit", args=[channel.pk]), form_data(secret=fresh))
    channel.refresh_from_db()
    assert channel.signing_secrets() == [fresh, SECRET]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "http://receiver.example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "https://intranet/"}, "url"),
        ({"url": "https://user:pass@receiver.example.com/"}, "url"),
        ({"secret": ""}, "secret"),
        ({"secret": "whsec_short"}, "secret"),
        ({"secret": "not base64 at all"}, "secret"),
        ({"kind": "email"}, "recipients"),
        ({"kind": "email", "recipients": "nobody"}, "recipients"),
        ({"kind": "email", "recipients": "\n".join(f"a{n}@example.com" for n in range(21))}, ""),
        ({"kind": "pigeon"}, "kind"),
        ({"event_types": ["no.such"]}, "event_types"),
        ({"name": ""}, "name"),
    ],
)
def test_broken_settings_are_refused_beside_their_field(
    admin: Client, changes: dict[str, object], field: str
) -> None:
    response = admin.post(reverse("channels:add"), form_data(**changes))
    assert response.status_code == 200
    assert (field or "recipients") in response.context["form"].errors
    assert not Channel.objects.exists()


def test_email_channel_lists_each_recipient_once(admin: Client) -> None:
    recipients = " a@example.com \n\nb@example.com\na@example.com"
    admin.post(reverse("channels:add"), form_data(kind="email", url="", recipients=recipients))
    channel = Channel.objects.get()
    assert channel.recipient_list() == ["a@example.com", "b@example.com"]
    assert not channel.secret_encrypted


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


def test_delivery_shows_an_attempt_that_was_cut_short(admin: Client) -> None:
    delivery = delivery_in(Delivery.State.PENDING)
    assert Delivery.objects.claim(delivery.pk)
    assert Attempt.objects.get().maybe_sent
    page = reverse("deliveries:inspect", args=[delivery.pk])
    response = admin.get(page)
    assert len(response.context["attempts"]) == 1
    assert "maybe sent" in response.content.decode()
    assert "None" not in response.content.decode().partition("<dl>")[2].partition("</dl>")[0]


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
        "channels:edit",
        "channels:send_test",
        "channels:pause",
        "channels:resume",
        "channels:history",
        "channels:usage",
        "deliveries:index",
        "deliveries:inspect",
        "deliveries:replay",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_editor_without_permission_is_refused(editor: Client, view: str, method: str) -> None:
    delivery = delivery_in(Delivery.State.DEAD)
    pks = {"channels": delivery.channel_id, "deliveries": delivery.pk}
    bare = view.endswith((":index", ":add"))
    address = reverse(view, args=[] if bare else [pks[view.split(":", maxsplit=1)[0]]])
    response = getattr(editor, method)(address)
    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert response["Location"] == reverse("wagtailadmin_home")
    assert Delivery.objects.count() == 1
    assert Channel.objects.admitting().exists()
