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
