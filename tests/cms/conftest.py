import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.models import User


@pytest.fixture
def marketing(db: None) -> User:
    user = User.objects.create_user("marketing", password="unused")
    user.groups.add(Group.objects.get(name="Marketing"))
    return user


@pytest.fixture
def marketing_client(marketing: User) -> Client:
    client = Client()
    client.force_login(marketing)
    return client


def member(username: str, *groups: str) -> Client:
    """Somebody of those groups, signed in."""
    user = User.objects.create_user(username, email=f"{username}@alfabeauty.invalid")
    user.groups.add(*Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client
