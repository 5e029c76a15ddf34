"""The canary lead: submitted as a visitor would, announced to whom it concerns, counted nowhere."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from config.smoke_mark import HEADER, smoke_token
from fanout.models import Attempt, Canary, Channel, Delivery, Event
from lead.announcement import CANARY
from lead.models import Lead
from lead.tasks import TEST_LEADS_KEPT, forget_test_leads, send_canary
from tests import processes
from tests.fanout.conftest import SECRET
from tests.fanout.receivers import receiver
from tests.lead.conftest import Send, form
from tests.lead.factories import make_lead
from tests.loopback import answers
from tests.services import free_port
from tests.waiting import wait_until


def token() -> dict[str, str]:
    """Good for five minutes."""
    return {HEADER: smoke_token("canary")}


@pytest.fixture
def watcher(db: None) -> Channel:
    """The one channel that chose to get canaries."""
    return Channel.objects.create(name="Ops", recipients="ops@example.com", event_types=[CANARY])


def test_only_who_chose_it_gets_the_canary(send: Send, channel: Channel, watcher: Channel) -> None:
    assert channel.event_types == []
    assert send(**token()).status_code == 201
    assert Lead.objects.get().is_test
    assert [delivery.channel for delivery in Delivery.objects.all()] == [watcher]
    assert send(form(city="Medan")).status_code == 201
    assert Delivery.objects.filter(channel=watcher).count() == 1
    assert Delivery.objects.filter(channel=channel, event__type="lead.created").count() == 1


def test_canary_gets_through_a_flood_and_with_a_worn_out_message(
    send: Send, watcher: Channel, settings: Settings
) -> None:
    settings.LEAD_LIMIT_TOTAL = "1/minute"
    settings.LEAD_LIMIT_CLIENT = settings.LEAD_LIMIT_PHONE = "1/hour"
    for _number in range(3):
        send(form(phone_whatsapp="+6281234567891"))
    for number in range(3):
        assert send(form(message=f"No {number}"), **token()).status_code == 201
    assert Delivery.objects.filter(channel=watcher).count() == 3


def test_canary_is_in_no_list_count_or_export(
    send: Send, watcher: Channel, sales_client: Client, admin_client: Client
) -> None:
    make_lead(business_name="Salon Melati")
    send(form(business_name="Kenari"), **token())
    assert Lead.objects.genuine().count() == 1
    assert Lead.objects.waiting().count() == 1
    inbox = reverse("wagtailsnippets_lead_lead:list")
    assert "Kenari" not in sales_client.get(inbox).content.decode()
    for query, rows in (("", 1), ("show=test", 0)):
        asked = admin_client.get(f"{reverse('wagtailsnippets_lead_lead:export')}?{query}")
        assert asked.context["row_count"] == rows


def test_old_test_leads_go_with_their_announcements_and_nothing_else_does(
    send: Send, watcher: Channel
) -> None:
    genuine = make_lead(business_name="Salon Melati")
    send(**token())
    send(form(city="Medan"), **token())
    old = Lead.objects.filter(is_test=True).earliest("pk")
    assert Delivery.objects.claim(Delivery.objects.earliest("pk").pk)
    long_ago = timezone.now() - TEST_LEADS_KEPT - timedelta(hours=1)
    Lead.objects.filter(pk__in=[old.pk, genuine.pk]).update(received_at=long_ago)
    assert forget_test_leads() == 1
    assert not Lead.objects.filter(pk=old.pk).exists()
    assert not Event.objects.filter(subject=old.subject).exists()
    assert not Attempt.objects.exists()
    assert Lead.objects.filter(pk=genuine.pk).exists()
    assert Delivery.objects.count() == 1
    assert forget_test_leads() == 0


@pytest.mark.django_db
def test_canary_that_finds_no_lead_api_is_lost_with_a_reason(settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{free_port()}"
    send_canary()
    canary = Canary.objects.get()
    assert (canary.outcome, canary.error) == (
        Canary.Outcome.FAILED,
        "the lead API does not answer (ConnectError)",
    )


@contextmanager
def running(database: str, folder: Path, port: int) -> Iterator[None]:
    """The product's web and relay; without a broker, so that the relay delivers by itself."""
    env = {
        "DATABASE_URL": database,
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "BROKER_URL": "redis://127.0.0.1:1/0",
        "FANOUT_INLINE_AFTER": "0",
        "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
        "CANARY_INTERVAL": "3600",
        "WEB_WORKERS": "1",
    }
    with ExitStack() as stack:
        for role in ("web", "relay"):
            process = processes.start_role(role, env, folder / f"{role}.log")
            stack.callback(processes.kill, process)
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/livez"), 60, "the web role")
        yield


@pytest.mark.processes
def test_canary_travels_the_whole_way(committed: str, tmp_path: Path, settings: Settings) -> None:
    port = free_port()
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"
    with receiver(200) as endpoint:
        watcher = Channel(
            name="Ops", kind=Channel.Kind.WEBHOOK, url=endpoint.url, event_types=[CANARY]
        )
        watcher.set_secret(SECRET)
        watcher.save()
        with running(committed, tmp_path, port):
            send_canary()
            wait_until(
                lambda: Canary.objects.get().outcome == Canary.Outcome.ARRIVED,
                60,
                "the canary's arrival",
            )
    assert Lead.objects.get().is_test
    assert b'"is_test":true' in endpoint.requests[0].body
    seconds = Canary.objects.get().seconds
    assert seconds is not None
    assert seconds < 60
