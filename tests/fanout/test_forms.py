"""The form of each kind of channel in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fanout import vault
from fanout.forms import FORMS, ChannelForm
from fanout.models import Channel
from fanout.transports import KINDS
from tests.fanout.conftest import NEWS, PERSONAL, PLACE, SECRET, webhook

pytestmark = pytest.mark.django_db
URL = "https://receiver.example.com/hook"
TOKEN = "EAAG" + "x" * 40
CHAT = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
VALID: dict[str, dict[str, Any]] = {
    "email": {"recipients": "a@example.com"},
    "webhook": {"url": URL, "secret": SECRET},
    "whatsapp": {
        "numbers": "0812-3456-7890\n+6281234567891",
        "phone_number_id": "106540352242922",
        "access_token": TOKEN,
        "template_name": "new_lead",
        "template_language": "id",
    },
    "chat": {"chat_address": CHAT},
    "sender": {"recipients": "sales@example.com"},
    "staff": {"recipients": "sales@example.com"},
}
SECRETS = {
    "webhook": ("secret", SECRET),
    "whatsapp": ("access_token", TOKEN),
    "chat": ("chat_address", CHAT),
}


def add(admin: Client, kind: str, **changes: Any) -> Any:
    data = {"name": "New", "is_active": "on", **VALID[kind], **changes}
    return admin.post(reverse("channels:add_kind", args=[kind]), data)


def edit(admin: Client, channel: Channel, **changes: Any) -> Any:
    data = {"name": channel.name, "is_active": "on", **VALID[channel.kind], **changes}
    return admin.post(reverse("channels:edit", args=[channel.pk]), data)


def test_every_kind_has_a_form_and_a_transport() -> None:
    assert set(FORMS) == set(KINDS) == set(Channel.Kind.values)


def test_kind_is_chosen_first(admin: Client) -> None:
    html = admin.get(reverse("channels:add")).content.decode()
    for kind in Channel.Kind.values:
        assert reverse("channels:add_kind", args=[kind]) in html


def test_unknown_kind_is_not_found(admin: Client) -> None:
    assert admin.get("/admin/channels/add/pigeon/").status_code == 404


@pytest.mark.parametrize("kind", Channel.Kind.values)
def test_form_shows_the_fields_of_its_kind_alone(admin: Client, kind: str) -> None:
    response = admin.get(reverse("channels:add_kind", args=[kind]))
    shown = set(response.context["form"].fields)
    others = {name for other, fields in VALID.items() if other != kind for name in fields}
    assert shown >= set(VALID[kind])
    assert not shown & (others - set(VALID[kind]))


@pytest.mark.parametrize("kind", Channel.Kind.values)
def test_channel_is_made_and_changed(admin: Client, kind: str) -> None:
    assert add(admin, kind).status_code == 302
    channel = Channel.objects.get()
    assert (channel.kind, channel.is_active) == (kind, True)
    assert edit(admin, channel, name="Renamed").status_code == 302
    channel.refresh_from_db()
    assert (channel.kind, channel.name) == (kind, "Renamed")


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_is_encrypted_and_never_shown_again(admin: Client, kind: str) -> None:
    _field, secret = SECRETS[kind]
    add(admin, kind)
    channel = Channel.objects.get()
    assert secret not in channel.secret_encrypted
    assert vault.decrypt(channel.secret_encrypted) == secret
    refused = edit(admin, channel, name="")
    assert refused.status_code == 200
    pages = [
        admin.get(reverse("channels:index")),
        admin.get(reverse("channels:edit", args=[channel.pk])),
        admin.get(reverse("channels:history", args=[channel.pk])),
        refused,
    ]
    for page in pages:
        assert secret not in page.content.decode()
        assert channel.secret_encrypted not in page.content.decode()


@pytest.mark.parametrize("kind", SECRETS)
def test_saving_without_a_secret_keeps_the_present_one(admin: Client, kind: str) -> None:
    field, secret = SECRETS[kind]
    add(admin, kind)
    channel = Channel.objects.get()
    assert edit(admin, channel, **{field: ""}).status_code == 302
    channel.refresh_from_db()
    assert channel.signing_secrets() == [secret]


@pytest.mark.parametrize("kind", SECRETS)
def test_new_channel_needs_its_secret(admin: Client, kind: str) -> None:
    field, _secret = SECRETS[kind]
    response = add(admin, kind, **{field: ""})
    assert field in response.context["form"].errors
    assert not Channel.objects.exists()


def test_new_webhook_offers_a_secret_that_it_accepts(admin: Client) -> None:
    form = admin.get(reverse("channels:add_kind", args=["webhook"])).context["form"]
    offered = form["secret"].initial
    assert add(admin, "webhook", secret=offered).status_code == 302
    assert Channel.objects.get().signing_secrets() == [offered]


def test_new_signing_secret_signs_beside_the_old_one(admin: Client) -> None:
    channel = webhook(URL)
    fresh = "whsec_" + "A" * 43 + "="
    edit(admin, channel, secret=fresh)
    channel.refresh_from_db()
    assert channel.signing_secrets() == [fresh, SECRET]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("webhook", "url", ""),
        ("webhook", "url", "http://receiver.example.com/"),
        ("webhook", "url", "https://10.0.0.1/"),
        ("webhook", "url", "https://[::1]/"),
        ("webhook", "url", "https://intranet/"),
        ("webhook", "url", "https://user:pass@receiver.example.com/"),
        ("webhook", "url", "javascript:alert(1)"),
        ("webhook", "secret", "whsec_short"),
        ("webhook", "secret", "not base64 at all"),
        ("email", "recipients", ""),
        ("email", "recipients", " \n "),
        ("email", "recipients", "nobody"),
        ("email", "recipients", "a@example.com, b@example.com"),
        ("email", "recipients", "a@example.com\x00"),
        ("email", "recipients", "\n".join(f"a{n}@example.com" for n in range(21))),
        ("email", "recipients", "a" * 100_000),
        ("sender", "recipients", ""),
        ("staff", "recipients", ""),
        ("sender", "recipients", "a@example.com\nb@example.com"),
        ("whatsapp", "numbers", ""),
        ("whatsapp", "numbers", "123"),
        ("whatsapp", "numbers", "call me"),
        ("whatsapp", "numbers", "\n".join(f"+62812345678{n:02}" for n in range(21))),
        ("whatsapp", "phone_number_id", ""),
        ("whatsapp", "phone_number_id", "../me"),
        ("whatsapp", "access_token", "short"),
        ("whatsapp", "access_token", "with blanks " * 5),
        ("whatsapp", "access_token", "x" * 1001),
        ("whatsapp", "template_name", ""),
        ("whatsapp", "template_name", "New Lead"),
        ("whatsapp", "template_language", ""),
        ("whatsapp", "template_language", "indonesian"),
        ("chat", "chat_address", "json://example.com/"),
        ("chat", "chat_address", "mailto://user:pass@gmail.com"),
        ("chat", "chat_address", "syslog://"),
        ("chat", "chat_address", "file:///etc/passwd"),
        ("chat", "chat_address", "no address"),
        ("chat", "chat_address", "https://example.com/services/T/B/C"),
        ("chat", "chat_address", "x" * 2001),
        ("email", "name", ""),
        ("email", "name", "x" * 81),
        ("email", "event_types", ["no.such"]),
        ("email", "event_types", [PERSONAL]),
        ("email", "filter_tests_place_size", ["XL"]),
        ("email", "filter_tests_place_city", "x" * 81),
        ("email", "filter_tests_place_city", "\n".join(f"city {n}" for n in range(201))),
    ],
)
def test_bad_value_is_refused_beside_its_field(
    admin: Client, kind: str, field: str, value: object
) -> None:
    response = add(admin, kind, **{field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Channel.objects.exists()


def test_name_is_taken_once(admin: Client) -> None:
    add(admin, "email")
    assert "name" in add(admin, "email").context["form"].errors


def test_refused_secret_is_not_sent_back(admin: Client) -> None:
    secret = "mmosts://chat.example.com/3ccdd113474722377935511fc85d3dd4"
    html = add(admin, "chat", chat_address=secret).content.decode()
    assert "WEBHOOK_ALLOWED_HOSTS" in html
    assert secret not in html


def test_recipients_are_listed_once(admin: Client) -> None:
    add(admin, "email", recipients=" a@example.com \n\nb@example.com\nA@example.com")
    assert Channel.objects.get().recipient_list() == ["a@example.com", "b@example.com"]


def test_numbers_are_kept_as_whatsapp_wants_them(admin: Client) -> None:
    add(admin, "whatsapp", numbers="0812-3456-7890\n+62 812 3456 7890\n\n0062 812 3456 7891")
    assert Channel.objects.get().number_list() == ["+6281234567890", "+6281234567891"]


def test_filters_are_kept_shown_and_taken_away(admin: Client) -> None:
    chosen = {
        "event_types": [NEWS, PLACE],
        "filter_tests_place_city": " Bandung \n\nKota  Cimahi\nbandung",
        "filter_tests_place_size": ["S"],
    }
    add(admin, "email", **chosen)
    channel = Channel.objects.get()
    assert channel.event_types == [NEWS, PLACE]
    assert channel.filters == {PLACE: {"city": ["Bandung", "Kota Cimahi"], "size": ["S"]}}
    form = admin.get(reverse("channels:edit", args=[channel.pk])).context["form"]
    assert form["filter_tests_place_city"].value() == "Bandung\nKota Cimahi"
    assert form["filter_tests_place_size"].value() == ["S"]
    edit(admin, channel)
    channel.refresh_from_db()
    assert channel.filters == {}


def test_kind_of_a_channel_stays(admin: Client) -> None:
    """Its secret would go to another service."""
    channel = webhook(URL)
    edit(admin, channel, kind="chat")
    channel.refresh_from_db()
    assert channel.kind == "webhook"


def test_own_chat_server_is_accepted_when_it_is_allowed(admin: Client, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["chat.example.com"]
    address = "mmosts://chat.example.com/3ccdd113474722377935511fc85d3dd4"
    assert add(admin, "chat", chat_address=address).status_code == 302


@pytest.mark.parametrize("kind", FORMS)
def test_saving_a_form_keeps_what_a_sender_changed_meanwhile(
    admin: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(admin, kind)
    channel = Channel.objects.get()
    form_class = FORMS[kind]
    save = form_class.save

    def save_just_after(form: ChannelForm, commit: bool = True) -> Channel:
        channel.pause(Channel.PauseReason.GONE)
        Channel.objects.update(is_active=False, failures_in_a_row=4)
        return save(form, commit)

    monkeypatch.setattr(form_class, "save", save_just_after)
    assert edit(admin, channel, name="Renamed").status_code == 302
    channel.refresh_from_db()
    assert channel.name == "Renamed"
    assert channel.paused_reason == Channel.PauseReason.GONE
    assert (channel.is_active, channel.failures_in_a_row) == (False, 4)
