import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from cms.models import User
from fanout.models import Channel
from lead.limits.counters import breaker

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse
else:
    Answer = HttpResponse

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
    """Send `answers` (bytes as they are, else as JSON) the way the storefront's browser does."""
    body = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    sent = {"accept-language": "en", **headers}
    if key:
        sent["idempotency-key"] = key
    content_type = sent.pop("content-type", "application/json")
    return client.post(URL, body, content_type=content_type, headers=sent)


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


@pytest.fixture
def channel(db: None) -> Channel:
    """Somebody who wants to hear of new leads."""
    return Channel.objects.create(name="Sales inbox", kind="email", recipients="sales@example.com")


def _member(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.com", "a long pass phrase")
    user.groups.add(Group.objects.get(name=group))
    # Tests read English, whatever the translations say today.
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def seller(db: None) -> User:
    """A member of *Sales*."""
    return _member("sari", "Sales")


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
    return _member("edi", "Writers")


@pytest.fixture
def sales_client(seller: User) -> Client:
    client = Client()
    client.force_login(seller, backend=_BACKEND)
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
