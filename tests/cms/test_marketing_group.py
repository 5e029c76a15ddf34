import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.models import User
from tests.factories import BrandFactory, PictureFactory
from tests.site_tree import SiteTree

ALLOWED = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailredirects:index",
    "wagtailsnippets_cms_brand:list",
    "wagtailsnippets_cms_brand:add",
    "wagtailsnippets_cms_category:list",
    "wagtailsnippets_cms_function:list",
]
REFUSED = [
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtaillocales:index",
    "wagtailsnippets_lead_lead:list",
]
SETTINGS = ["contactsettings", "navigationsettings", "partnerformsettings", "appearancesettings"]


@pytest.mark.parametrize("name", ALLOWED)
def test_marketing_opens(name: str, marketing_client: Client, site_tree: SiteTree) -> None:
    assert marketing_client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", REFUSED)
def test_marketing_is_refused(name: str, marketing_client: Client, site_tree: SiteTree) -> None:
    answer = marketing_client.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("name", SETTINGS)
def test_marketing_edits_site_settings(
    name: str, marketing_client: Client, site_tree: SiteTree
) -> None:
    address = reverse("wagtailsettings:edit", args=["cms", name, site_tree.site.pk])
    assert marketing_client.get(address).status_code == 200


def test_marketing_edits_publishes_locks_and_deletes_any_page(
    marketing: User, site_tree: SiteTree
) -> None:
    permissions = Page.objects.get(pk=site_tree.en.products.pk).permissions_for_user(marketing)
    assert permissions.can_edit()
    assert permissions.can_publish()
    assert permissions.can_add_subpage()
    assert permissions.can_delete()
    assert permissions.can_lock()


def test_marketing_submits_translations(marketing: User) -> None:
    assert marketing.has_perm("simple_translation.submit_translation")


def test_marketing_edits_pictures_of_others(marketing_client: Client, site_tree: SiteTree) -> None:
    picture = PictureFactory()
    assert marketing_client.get(reverse("wagtailimages:edit", args=[picture.pk])).status_code == 200


def test_marketing_deletes_an_unused_brand(marketing_client: Client, site_tree: SiteTree) -> None:
    address = reverse("wagtailsnippets_cms_brand:delete", args=[BrandFactory().pk])
    assert marketing_client.get(address).status_code == 200


def test_marketing_has_no_permission_on_leads_channels_and_users(marketing: User) -> None:
    forbidden = Permission.objects.filter(
        content_type__app_label__in=["lead", "fanout", "auth", "axes"]
    ) | Permission.objects.filter(content_type__app_label="cms", content_type__model="user")
    names = {f"{item.content_type.app_label}.{item.codename}" for item in forbidden}
    assert names
    assert not marketing.get_all_permissions() & names


def test_permissions_are_named_as_django_names_them(db: None) -> None:
    """Made early by the migration, they must be the ones that Django would make itself."""
    twice = [
        (permission.content_type_id, permission.codename) for permission in Permission.objects.all()
    ]
    assert len(twice) == len(set(twice))
    assert Permission.objects.get(codename="add_brand").name == "Can add brand"
