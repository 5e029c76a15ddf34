import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import redis
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from cms.models import User
from fanout.models import Channel
from lead.limits.counters import breaker
from tests.contract import faults

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse
else:
    Answer = HttpResponse

REDIS_URL = django_settings.ENV.redis_url
_BACKEND = "django.contrib.auth.backends.ModelBackend"
URL = "/api/public/partner-leads/"


def form(**changes: Any) -> dict[str, Any]:
    """A complete, valid submission; a value of None leaves the field out."""
    answers = {
        "business_name": "Salon Melati",
        "contact_name": "Ibu Contoh",
        "phone_whatsapp": "0812-3456-7890",
        "city": "Bandung",
        "salon_type": "SALON",
        "consent": True,
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


Send = Callable[..., Answer]


def post(client: Client, answers: Any, *, key: str = "", **headers: str) -> Answer:
    """Send `answers` (bytes as they are, else as JSON) the way the storefront's browser does.

    Every answer is held against the OpenAPI document.
    """
    body = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    sent = {"accept-language": "en", **headers}
    if key:
        sent["idempotency-key"] = key
    content_type = sent.pop("content-type", "application/json")
    # Not `post`, which encodes bytes anew by the charset of the media type.
    answer = client.generic("POST", URL, body, content_type, headers=sent)
    assert faults(answer) == []
    return answer


@pytest.fixture
def send(client: Client, db: None) -> Send:
    """Post a form; every call comes from the same address unless it names another."""

    def _send(answers: Any = None, **kwargs: Any) -> Answer:
        return post(client, form() if answers is None else answers, **kwargs)

    return _send


@pytest.fixture(autouse=True)
def _limits_out_of_the_way(settings: Settings) -> Iterator[None]:
    """Tests of the limits set their own; the counters are the database's unless they say so."""
    settings.LEAD_LIMIT_CLIENT = "1000/minute"
    settings.LEAD_LIMIT_PHONE = "1000/hour"
    settings.LEAD_LIMIT_TOTAL = "1000/minute"
    settings.REDIS_URL = ""
    breaker.reset()
    yield
    breaker.reset()


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"


@pytest.fixture
def channel(db: None) -> Channel:
    """Somebody who wants to hear of new leads."""
    return Channel.objects.create(name="Sales inbox", kind="email", recipients="sales@example.com")


def member(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.com", "a long pass phrase")
    user.groups.add(Group.objects.get(name=group))
    # Tests read English, whatever the translations say today.
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def seller(db: None) -> User:
    """A member of *Sales*."""
    return member("sari", "Sales")


@pytest.fixture
def sales_lead(db: None) -> User:
    """A member of *Sales lead*, who watches over exports and erases people."""
    return member("lestari", "Sales lead")


@pytest.fixture
def editor(db: None) -> User:
    """Somebody with access to the admin and to pages, and nothing to do with leads."""
    group = Group.objects.create(name="Writers")
    group.permissions.add(
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"),
        Permission.objects.get(codename="change_contactsettings"),
    )
    GroupPagePermission.objects.create(
        group=group,
        page=Page.get_first_root_node(),
        permission=Permission.objects.get(codename="change_page"),
    )
    return member("edi", "Writers")


@pytest.fixture
def sales_client(seller: User) -> Client:
    client = Client()
    client.force_login(seller, backend=_BACKEND)
    return client


@pytest.fixture
def sales_lead_client(sales_lead: User) -> Client:
    client = Client()
    client.force_login(sales_lead, backend=_BACKEND)
    return client


@pytest.fixture
def editor_client(editor: User) -> Client:
    client = Client()
    client.force_login(editor, backend=_BACKEND)
    return client


@pytest.fixture
def admin_client(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin", password="p"), backend=_BACKEND)
    return client


@pytest.fixture
def real_redis(settings: Settings) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(REDIS_URL)
    client.flushdb()
    settings.REDIS_URL = REDIS_URL
    yield client
    client.flushdb()
    client.close()


@pytest.fixture(
    params=[
        "database",
        pytest.param(
            "redis",
            marks=[
                pytest.mark.redis,
                pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis"),
            ],
        ),
    ]
)
def counted_in(request: pytest.FixtureRequest) -> str:
    """Each test runs with the database's counters and with those of Redis."""
    if request.param == "redis":
        request.getfixturevalue("real_redis")
    return str(request.param)
