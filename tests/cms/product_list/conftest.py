from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from cms.models import ProductPage, User

Act = Callable[..., Any]


@pytest.fixture
def show(marketing_client: Client) -> Act:
    """Opens the product list with a query; returns the answer."""

    def show(**query: Any) -> Any:
        return marketing_client.get(reverse("products:index"), query)

    return show


@pytest.fixture
def act(marketing_client: Client) -> Act:
    return acting(marketing_client)


def acting(client: Client) -> Act:
    """Carries out a bulk action on ids, or on all that the query lets through."""

    def act(action: str, ids: list[Any], model: str = "productpage", **options: Any) -> Any:
        app = "cms" if model == "productpage" else Page._meta.app_label
        query = {"id": ids, "next": reverse("products:index"), **options.pop("query", {})}
        address = reverse("wagtail_bulk_action", args=[app, model, action], query=query)
        return client.post(address, options) if options.pop("post", True) else client.get(address)

    return act


def login(username: str, *permissions: str) -> Client:
    """Somebody with admin access and page permissions on the whole tree."""
    user = User.objects.create_user(username, password="unused")
    group = Group.objects.create(name=username)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in permissions:
        GroupPagePermission.objects.create(
            group=group,
            page=Page.get_first_root_node(),
            permission=Permission.objects.get(
                codename=codename, content_type__app_label=Page._meta.app_label
            ),
        )
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def titles(answer: Any) -> set[str]:
    return {product.title for product in answer.context["object_list"]}


def publish(product: ProductPage) -> ProductPage:
    """Live by a revision, as the editor's button makes it."""
    product.save_revision().publish()
    return ProductPage.objects.get(pk=product.pk)
