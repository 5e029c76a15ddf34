from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.models import User
from fanout import registry
from fanout.deliver import deliver
from fanout.models import Channel, Delivery
from fanout.registry import Attribute, EventType, Message

NEWS = "tests.news"
PLACE = "tests.place"
PERSONAL = "tests.personal"


def render_news(subject: str, data: dict[str, Any]) -> Message | None:
    """What the test's event says; a subject named `gone:…` does not exist any more."""
    if subject.startswith("gone:"):
        return None
    if subject.startswith("broken:"):
        raise KeyError(subject)
    return Message(
        subject=f"News about {subject}",
        text="Something happened.",
        html="<p>Something happened.</p>",
        payload={"subject": subject, **data},
        reply_to="reply@example.com",
    )


def render_personal(subject: str, data: dict[str, Any]) -> Message:
    """A message to the person it is about."""
    return Message(subject="Thank you", text="We have it.", html="", payload={}, to="p@example.com")


@pytest.fixture(autouse=True, scope="session")
def _news_type() -> None:
    registry.register(EventType(NEWS, "News", render_news))
    registry.register(EventType(PERSONAL, "Personal", render_personal, goes_to="sender"))
    attributes = [
        Attribute("city", "City"),
        Attribute("size", "Size", [("S", "Small"), ("L", "Large")]),
    ]
    registry.register(EventType(PLACE, "Place", render_news, attributes))


@pytest.fixture(autouse=True)
def _local_receivers(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    user = User.objects.create_superuser("admin", "admin@example.com")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return client


def try_once(delivery: Delivery) -> Delivery:
    """One try, as if its time had come."""
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
    deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def webhook(url: str, **fields: Any) -> Channel:
    """A channel to a local receiver, signing with a fixed secret."""
    channel = Channel(name="Webhook", kind=Channel.Kind.WEBHOOK, url=url, **fields)
    channel.set_secret(SECRET)
    channel.save()
    return channel


SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
