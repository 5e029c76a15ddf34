from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker, Settings

from fanout import registry
from fanout.models import Channel
from fanout.registry import EventType, Message
from tests.fanout.database import own_database

NEWS = "tests.news"


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


@pytest.fixture(autouse=True, scope="session")
def _news_type() -> None:
    registry.register(EventType(NEWS, "News", render_news))


@pytest.fixture(autouse=True)
def _local_receivers(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[str]:
    """A database of the test's own, in which commits are real; yields its ``DATABASE_URL``."""
    with django_db_blocker.unblock(), own_database(tmp_path) as url:
        yield url


def webhook(url: str, **fields: Any) -> Channel:
    """A channel to a local receiver, signing with a fixed secret."""
    channel = Channel(name="Webhook", kind=Channel.Kind.WEBHOOK, url=url, **fields)
    channel.set_secret(SECRET)
    channel.save()
    return channel


SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
